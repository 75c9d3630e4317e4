// Play: a flight by hand on the engine in the browser; nothing is asked of a server while it lasts.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useResource } from "../api/resource";
import { loadEngine, type Engine } from "../engine/engine";
import type { Meta } from "../generated/api";
import { Deck } from "../play/deck";
import type { Flight } from "../play/flight";
import { FlightEnd, FlightFacts, type Shown } from "../play/flight_head";
import { askedFlight, fetchReplay } from "../play/from_replay";
import { GuideBar, useGuide } from "../play/guide_bar";
import { KeepDialog } from "../play/keep_dialog";
import { firstFlight, NewFlight } from "../play/new_flight";
import { Pilot } from "../play/pilot";
import { PlayHelp } from "../play/play_help";
import { formatPlayQuery, parsePlayQuery } from "../play/play_query";
import { Questions } from "../play/questions";
import { Rival } from "../play/rival";
import { savedFlight } from "../play/saved";
import { useKeys } from "../play/use_keys";
import { refine } from "../router";
import { playPath } from "../routes";
import { Confirm } from "../ui/dialog";
import { Failure, Loading } from "../ui/notice";
import { PageHead } from "./page_head";

interface PlayPageProps {
  readonly search: string;
  readonly meta: Meta | null;
}

export function PlayPage({ search, meta }: PlayPageProps) {
  const { data: engine, error } = useResource("engine", loadEngine);
  return engine !== null ? (
    <Hangar engine={engine} search={search} meta={meta} />
  ) : (
    <main class="page">
      <PageHead crumbs={[]} title="Play" />
      {error !== null ? <Failure error={error} /> : <Loading what="the engine" />}
    </main>
  );
}

interface HangarProps extends PlayPageProps {
  readonly engine: Engine;
}

/** Holds the flight: the one that the address asks for, that of before, or a first one. */
function Hangar({ engine, search, meta }: HangarProps) {
  const [flight, setFlight] = useState(() => savedFlight() ?? firstFlight());
  const [offered, setOffered] = useState<Flight | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const pilot = useMemo(() => new Pilot(engine, flight), [engine, flight]);
  useEffect(() => () => pilot.close(), [pilot]);
  useEffect(() => {
    const query = parsePlayQuery(search);
    if (query.kind === "resume") return undefined;
    const aborter = new AbortController();
    setError(null);
    askedFlight(engine, query, aborter.signal).then(
      (asked) => {
        if (aborter.signal.aborted || asked === null) return;
        refine(playPath()); // a reload goes on with it, it does not begin anew
        if (pilot.session.step.peek() > 0) setOffered(asked);
        else setFlight(asked);
      },
      (problem: Error) => {
        if (!aborter.signal.aborted) setError(problem);
      },
    );
    return () => aborter.abort();
  }, [search]);
  return (
    <>
      <Cockpit pilot={pilot} meta={meta} error={error} onFlight={setFlight} />
      {offered !== null && (
        <Confirm
          title="Leave the flight on this page?"
          text="There is a flight under way. Cancel, and keep it as a file first, if you want to have it again."
          verb="Leave it"
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

/** The rival of a flight, once it is here. */
function useRival(pilot: Pilot): { readonly rival: Rival | null; readonly error: Error | null } {
  const ref = pilot.session.flight.rival;
  const { data, error } = useResource(
    ref === null ? "" : `${ref.home ?? ""}/${ref.replayId}`,
    async (signal) =>
      ref === null ? null : Rival.of(pilot.engine, await fetchReplay(ref, signal), signal),
  );
  useEffect(() => () => data?.close(), [data]);
  void pilot.session.version.value;
  const { tick } = pilot.session.frame;
  useEffect(() => data?.follow(tick), [data, tick]);
  return { rival: data, error };
}

interface CockpitProps {
  readonly pilot: Pilot;
  readonly meta: Meta | null;
  /** Why what the address asked for can not be had. */
  readonly error: Error | null;
  readonly onFlight: (flight: Flight) => void;
}

function Cockpit({ pilot, meta, error, onFlight }: CockpitProps) {
  const [shown, setShown] = useState<Shown>(null);
  const guide = useGuide(pilot);
  const duel = useRival(pilot);
  const { session } = pilot;
  const hinted = guide.hint?.action ?? null;
  const askUndo = () => session.seek(session.step.peek() - 1);
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
      <Deck pilot={pilot} hinted={hinted} rival={duel.rival} />
      <p class="visually-hidden" role="status">
        {pilot.said.value}
      </p>
      {shown === "help" && <PlayHelp onClose={() => setShown(null)} />}
      {shown === "keep" && <KeepDialog pilot={pilot} meta={meta} onClose={() => setShown(null)} />}
      {shown === "new" && (
        <NewFlight
          replaces={session.step.peek() > 0}
          onCancel={() => setShown(null)}
          onDuel={(rival) => {
            setShown(null);
            refine(playPath(formatPlayQuery({ kind: "race", ...rival })));
          }}
          onStart={(flight) => {
            setShown(null);
            onFlight(flight);
          }}
        />
      )}
      <Questions pilot={pilot} />
    </main>
  );
}
