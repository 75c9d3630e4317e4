// Play: a flight by hand on the engine in the browser; nothing is asked of a server while it lasts.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useResource } from "../api/resource";
import { loadEngine, type Engine } from "../engine/engine";
import type { Meta } from "../generated/api";
import { formatNumber } from "../lib/format";
import { BeltMap, MapLegend } from "../map/belt_map";
import { LogPanel } from "../panels/log_panel";
import { MarketPanel } from "../panels/market_panel";
import { NowPanel } from "../panels/now_panel";
import { RocksPanel } from "../panels/rocks_panel";
import { ShipPanel } from "../panels/ship_panel";
import { ActionsPanel } from "../play/actions_panel";
import { actionId } from "../play/controls";
import { DuelPanel, RivalMap } from "../play/duel_panel";
import type { Flight } from "../play/flight";
import { askedFlight, fetchReplay } from "../play/from_replay";
import { GuideBar, useGuide, type Guide } from "../play/guide_bar";
import { KeepDialog } from "../play/keep_dialog";
import { firstFlight, NewFlight } from "../play/new_flight";
import { Pilot } from "../play/pilot";
import { PlayHelp } from "../play/play_help";
import { formatPlayQuery, parsePlayQuery } from "../play/play_query";
import { Rival } from "../play/rival";
import { savedFlight } from "../play/saved";
import { useKeys } from "../play/use_keys";
import { refine } from "../router";
import { playPath } from "../routes";
import { Confirm } from "../ui/dialog";
import { Icon } from "../ui/icons";
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
  const tick = (pilot.session.version.value, pilot.session.frame.tick);
  useEffect(() => data?.follow(tick), [data, tick]);
  return { rival: data, error };
}

type Shown = "help" | "new" | "keep" | null;

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
        <Facts pilot={pilot} guide={guide} onUndo={askUndo} onShow={setShown} />
      </PageHead>
      {error !== null && <Failure error={error} />}
      {duel.error !== null && <Failure error={duel.error} />}
      {session.hasEnded ? (
        <Ended pilot={pilot} onShow={setShown} />
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

/** What is asked before it is done: cashing out, and taking steps back. */
function Questions({ pilot }: { readonly pilot: Pilot }) {
  const { session } = pilot;
  const wanted = session.wanted.value;
  const isPractice = session.flight.hasUndone;
  useEffect(() => {
    if (wanted !== null && isPractice) pilot.undoTo(wanted); // it was asked once
  }, [wanted]);
  if (pilot.isCashing.value) {
    return (
      <Confirm
        title="Cash out?"
        text={`The flight ends here, with ${formatNumber(session.frame.ship.credits)} credits.`}
        verb="Cash out"
        onConfirm={() => pilot.cashOut()}
        onCancel={() => (pilot.isCashing.value = false)}
      />
    );
  }
  if (wanted === null || isPractice) return null;
  return (
    <Confirm
      title={`Back to step ${wanted}?`}
      text="Taking steps back makes this flight practice: it can be kept as a replay, but the hall of fame will not take it."
      verb="Take back"
      onConfirm={() => pilot.undoTo(wanted)}
      onCancel={() => (session.wanted.value = null)}
    />
  );
}

interface FactsProps {
  readonly pilot: Pilot;
  readonly guide: Guide;
  readonly onUndo: () => void;
  readonly onShow: (shown: Shown) => void;
}

function Facts({ pilot, guide, onUndo, onShow }: FactsProps) {
  const { session } = pilot;
  const step = session.step.value;
  const { flight, frame } = session;
  const left = Math.max(0, flight.options.time_max - frame.tick);
  return (
    <div class="facts">
      <span class="num" title={`episode ${flight.episode}`}>
        <span class="muted">seed</span> {flight.seed.toString()}
      </span>
      <span class="num">
        <span class="muted">step</span> {formatNumber(step)}
      </span>
      <span class="num">
        <span class="muted">ticks left</span> {formatNumber(left)}
      </span>
      {flight.hasUndone && <span class="pill tone-warn">practice</span>}
      {flight.fork !== null && (
        <a class="pill tone-accent" href={flight.fork.href}>
          from {flight.fork.name}, step {flight.fork.parent.step}
        </a>
      )}
      {!pilot.isSaved.value && (
        <span class="pill tone-warn" title="The browser keeps nothing for this page.">
          not kept
        </span>
      )}
      <span class="facts-actions">
        {!guide.isOn && (
          <button type="button" class="button" onClick={guide.toggle}>
            Hints
          </button>
        )}
        <button type="button" class="button" disabled={step === 0} onClick={onUndo}>
          <Icon name="undo" />
          Undo
        </button>
        <button type="button" class="button" onClick={() => onShow("keep")}>
          <Icon name="download" />
          Keep
        </button>
        <button type="button" class="button" onClick={() => onShow("new")}>
          New
        </button>
        <button
          type="button"
          class="control"
          aria-label="Keyboard help (?)"
          title="Keyboard help (?)"
          onClick={() => onShow("help")}
        >
          <Icon name="help" />
        </button>
      </span>
    </div>
  );
}

interface EndedProps {
  readonly pilot: Pilot;
  readonly onShow: (shown: Shown) => void;
}

function Ended({ pilot, onShow }: EndedProps) {
  const { frame } = pilot.session;
  const isGood = frame.end_cause === "cashed_out" || frame.end_cause === "timeout";
  return (
    <section class={`guide panel ended tone-${isGood ? "good" : "bad"}`} aria-label="The end">
      <p class="guide-text">
        <b>{END_TEXTS[frame.end_cause ?? ""]}</b> Net profit{" "}
        <b class="num">{formatNumber(frame.ship.net_profit)}</b> after {formatNumber(frame.tick)}{" "}
        ticks.
      </p>
      <span class="guide-buttons">
        <button type="button" class="button button-primary" onClick={() => onShow("keep")}>
          Keep the flight
        </button>
        <button type="button" class="button" onClick={() => onShow("new")}>
          New flight
        </button>
      </span>
    </section>
  );
}

const END_TEXTS: Readonly<Record<string, string>> = {
  cashed_out: "Cashed out.",
  timeout: "The time is up.",
  destroyed: "The ship was destroyed.",
  stranded: "Stranded without fuel.",
};

interface DeckProps {
  readonly pilot: Pilot;
  readonly hinted: number | null;
  readonly rival: Rival | null;
}

function Deck({ pilot, hinted, rival }: DeckProps) {
  const { session } = pilot;
  void session.version.value;
  const { frame, before, belt } = session;
  const isUnderway = session.isUnderway.value;
  const drawn = isUnderway && before !== undefined ? before : frame;
  const go = (node: number) => {
    const slot = belt[frame.node]!.neighbors.findIndex((way) => way.node === node);
    if (slot >= 0) pilot.try(actionId("TRAVEL_0") + slot);
  };
  return (
    <div class="stage play-stage">
      <div class="stage-main">
        <div class={rival === null ? "maps" : "maps is-duel"}>
          <section class="panel map-panel" aria-label="Map of the belt">
            <NowPanel frame={frame} belt={belt} destination={null} />
            <BeltMap
              belt={belt}
              player={session}
              frame={drawn}
              beliefs={session.beliefs}
              onNode={go}
            />
            {rival === null && <MapLegend />}
          </section>
          {rival !== null && <RivalMap rival={rival} belt={belt} />}
        </div>
        {rival !== null && <DuelPanel session={session} rival={rival} />}
        <RocksPanel frame={frame} />
      </div>
      <ActionsPanel pilot={pilot} hinted={hinted} />
      <div class="stage-side">
        <ShipPanel frame={frame} before={before} />
        <MarketPanel frame={frame} track={session.store.track} />
        <LogPanel player={session} />
      </div>
    </div>
  );
}
