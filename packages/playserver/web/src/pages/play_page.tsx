// Play: a flight by hand on the engine in the browser. Sends nothing to a server while it lasts.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { refine } from "../address/router";
import { playPath } from "../address/routes";
import { useResource } from "../api/resource";
import { loadEngine, type Engine } from "../engine/engine";
import type { Meta } from "../generated/api";
import { Confirmations } from "../play/confirmations";
import type { Flight } from "../play/flight";
import { FlightEnd } from "../play/flight_end";
import { FlightFacts, type Shown } from "../play/flight_head";
import { firstFlight } from "../play/flight_form";
import { claimPlace, savedFlight } from "../play/flight_storage";
import { GuideBar, useGuide } from "../play/guide_bar";
import { Pilot } from "../play/pilot";
import { parsePlayQuery } from "../play/play_query";
import { AutopilotBar } from "../play/autopilot_bar";
import { takeHandedOver } from "../play/hand_over";
import { recordingOf } from "../play/recordings";
import { PlayStage } from "../play/play_stage";
import { Rival } from "../play/rival";
import { flightFromQuery } from "../play/start_from_replay";
import { useKeys } from "../play/use_keys";
import { Confirm } from "../ui/dialog";
import { Failure, Pending } from "../ui/notice";
import { PageHead } from "./page_head";
import { PlayDialogs } from "./play_dialogs";

interface PlayPageProps {
  readonly search: string;
  readonly meta: Meta | null;
}

export function PlayPage({ search, meta }: PlayPageProps) {
  const { data: engine, error } = useResource("engine", async () => {
    await claimPlace();
    return loadEngine();
  });
  return engine !== null ? (
    <FlightHolder engine={engine} search={search} meta={meta} />
  ) : (
    <main class="page">
      <PageHead crumbs={[]} title="Play" />
      <Pending error={error} what="the engine" />
    </main>
  );
}

interface FlightHolderProps extends PlayPageProps {
  readonly engine: Engine;
}

/** Holds the flight: the one in the address, the stored one, or a first one. */
function FlightHolder({ engine, search, meta }: FlightHolderProps) {
  const [flight, setFlight] = useState(() => savedFlight() ?? firstFlight());
  const [offered, setOffered] = useState<Flight | null>(null);
  const pilot = useMemo(() => new Pilot(engine, flight), [engine, flight]);
  useEffect(() => () => pilot.close(), [pilot]);
  const current = useRef(pilot);
  current.current = pilot;
  const accept = useCallback((asked: Flight) => {
    if (current.current.session.step.peek() > 0) setOffered(asked);
    else setFlight(asked);
  }, []);
  const error = useAddressFlight(engine, search, accept);
  useEffect(() => {
    const handed = takeHandedOver();
    if (handed !== null) accept(handed);
  }, [accept]);
  return (
    <>
      <PlayView pilot={pilot} meta={meta} error={error} onFlight={setFlight} />
      {offered !== null && (
        <Confirm
          title="Discard the flight on this page?"
          text="A flight is in progress. To keep it, cancel and save it first."
          verb="Discard flight"
          onConfirm={() => {
            setFlight(offered);
            setOffered(null);
          }}
          onCancel={() => setOffered(null)}
        />
      )}
    </>
  );
}

/** Loads the flight that the address asks for, if any; returns why it could not be loaded. */
function useAddressFlight(
  engine: Engine,
  search: string,
  onFlight: (flight: Flight) => void,
): Error | null {
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    const query = parsePlayQuery(search);
    if (query.kind === "resume") return undefined;
    const aborter = new AbortController();
    setError(null);
    flightFromQuery(engine, query, aborter.signal).then(
      (asked) => {
        if (aborter.signal.aborted || asked === null) return;
        refine(playPath()); // a reload resumes the flight, it does not start it again
        onFlight(asked);
      },
      (problem: Error) => {
        if (!aborter.signal.aborted) setError(problem);
      },
    );
    return () => aborter.abort();
  }, [engine, search, onFlight]);
  return error;
}

/** The rival of a flight; null until it is simulated. */
function useRival(pilot: Pilot): { readonly rival: Rival | null; readonly error: Error | null } {
  void pilot.session.version.value;
  const { flight } = pilot.session;
  const ref = flight.rival;
  const { data, error } = useResource(JSON.stringify(ref), async (signal) => {
    if (ref === null) return null;
    return Rival.of(pilot.engine, await recordingOf(pilot, ref, signal), signal);
  });
  useEffect(() => () => data?.close(), [data]);
  const { tick } = pilot.session.frame;
  useEffect(() => data?.follow(tick), [data, tick]);
  return { rival: data, error };
}

interface PlayViewProps {
  readonly pilot: Pilot;
  readonly meta: Meta | null;
  /** Why the flight in the address could not be loaded. */
  readonly error: Error | null;
  readonly onFlight: (flight: Flight) => void;
}

function PlayView({ pilot, meta, error, onFlight }: PlayViewProps) {
  const [shown, setShown] = useState<Shown>(null);
  const guide = useGuide(pilot);
  const duel = useRival(pilot);
  const { session } = pilot;
  const hinted = guide.hint?.action ?? null;
  const askUndo = () => session.visit(session.step.peek() - 1);
  useKeys(pilot, { hinted, onHelp: () => setShown("help"), onUndo: askUndo });
  return (
    <main class="page replay-page play-page">
      <PageHead crumbs={[]} title="Play">
        <FlightFacts pilot={pilot} guide={guide} onUndo={askUndo} onShow={setShown} />
      </PageHead>
      {error !== null && <Failure error={error} />}
      {duel.error !== null && <Failure error={duel.error} />}
      {session.hasEnded ? (
        <FlightEnd pilot={pilot} onShow={setShown} />
      ) : (
        <GuideBar pilot={pilot} guide={guide} />
      )}
      <AutopilotBar pilot={pilot} />
      <PlayStage pilot={pilot} hinted={hinted} rival={duel.rival} />
      <PlayDialogs {...{ shown, pilot, meta, onFlight }} onClose={() => setShown(null)} />
      <Confirmations pilot={pilot} />
    </main>
  );
}
