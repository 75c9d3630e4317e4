// A replay: the map, the ship, the market, the log, and the player at the bottom.
import { effect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, type ReplayHome } from "../api/client";
import { useResource } from "../api/resource";
import type { Frame, ReplayDetail } from "../generated/api";
import { beliefsOf } from "../map/beliefs";
import { BeltMap, MapLegend, visitedBefore } from "../map/belt_map";
import { CargoPanel } from "../panels/cargo_panel";
import { LogPanel } from "../panels/log_panel";
import { MarketPanel } from "../panels/market_panel";
import { NowPanel } from "../panels/now_panel";
import { RocksPanel } from "../panels/rocks_panel";
import { ShipPanel } from "../panels/ship_panel";
import { bindingOf } from "../replay/keyboard";
import { ReplayPlayer } from "../replay/player";
import { replayFrames, type ReplayFrames } from "../replay/replay_frames";
import { TakeOver } from "../replay/take_over";
import { TruthSwitch } from "../replay/truth_switch";
import { TimelineLegend, TimelineView } from "../replay/timeline_view";
import { Transport } from "../replay/transport";
import { replaceAddress, route } from "../router";
import { hallPath, replayPath, runPath, runsPath } from "../routes";
import { Failure, Loading } from "../ui/notice";
import { KeyboardHelp } from "./keyboard_help";
import { PageHead, type Crumb } from "./page_head";
import { ReplayFacts } from "./replay_facts";

interface ReplayPageProps {
  /** Where it is kept; null for the hall of fame. */
  readonly runId: ReplayHome;
  readonly replayId: string;
}

const DIGEST_SHOWN = 12; // digits of a digest that are told apart by eye

function crumbsOf(home: ReplayHome): readonly Crumb[] {
  if (home === null) return [{ label: "Hall of fame", href: hallPath() }];
  return [
    { label: "Runs", href: runsPath() },
    { label: home, href: runPath(home) },
  ];
}

export function ReplayPage({ runId, replayId }: ReplayPageProps) {
  const { data, error } = useResource(`${runId ?? ""}/${replayId}`, (signal) =>
    api.replay(runId, replayId, signal),
  );
  return (
    <main class="page replay-page">
      <PageHead
        crumbs={crumbsOf(runId)}
        title={runId === null ? replayId.slice(0, DIGEST_SHOWN) : replayId}
      >
        {data !== null && <ReplayFacts runId={runId} detail={data} />}
      </PageHead>
      {data !== null ? (
        <Stage key={replayId} runId={runId} detail={data} />
      ) : error !== null ? (
        <Failure error={error} />
      ) : (
        <Loading what="the replay" />
      )}
    </main>
  );
}

interface StageProps {
  readonly runId: ReplayHome;
  readonly detail: ReplayDetail;
}

interface Show {
  readonly frames: ReplayFrames;
  readonly player: ReplayPlayer;
}

function useShow(runId: ReplayHome, detail: ReplayDetail): Show {
  const show = useMemo(() => {
    const { replay_id, steps } = detail.entry;
    const frames = replayFrames(runId, replay_id, steps + 1);
    const player = new ReplayPlayer(frames, stepOf());
    player.wantsTruth.value = wantsTruth();
    return { frames, player };
  }, []);
  useEffect(() => () => show.player.close(), [show]);
  return show;
}

function stepOf(): number {
  const here = route.value;
  return here.page === "replay" ? (here.step ?? 0) : 0;
}

function wantsTruth(): boolean {
  const here = route.value;
  return here.page === "replay" && here.truth;
}

const ADDRESS_MS = 400; // browsers refuse more than some hundred changes of the address in half a minute

/** Keep the step and the choice of truth in the address, a little late, and go where back and forward lead. */
function useAddress(runId: ReplayHome, replayId: string, player: ReplayPlayer): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopNoting = effect(() => {
      void player.step.value;
      void player.wantsTruth.value;
      timer ??= setTimeout(() => {
        timer = undefined;
        const here = route.peek(); // the page may have been left in the meantime
        const isHere = here.page === "replay" && here.replayId === replayId && here.runId === runId;
        if (!isHere) return;
        const [step, truth] = [player.step.peek(), player.wantsTruth.peek()];
        replaceAddress(replayPath(runId, replayId, step, truth));
      }, ADDRESS_MS);
    });
    let isFirst = true;
    const stopFollowing = effect(() => {
      const [step, truth] = [stepOf(), wantsTruth()];
      if (!isFirst) {
        player.seek(step);
        player.wantsTruth.value = truth;
      }
      isFirst = false;
    });
    return () => {
      clearTimeout(timer);
      stopNoting();
      stopFollowing();
    };
  }, [player]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}

function useKeyboard(player: ReplayPlayer, onHelp: () => void): void {
  // with the page itself, not after it: no key is lost
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key === " " && event.target instanceof HTMLButtonElement) return; // it is pressed
      if (event.key === "?") return onHelp();
      const binding = bindingOf(event);
      if (binding === undefined) return;
      event.preventDefault();
      binding.run(player);
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [player]);
}

function Stage({ runId, detail }: StageProps) {
  const { frames, player } = useShow(runId, detail);
  const [isHelpOpen, setHelpOpen] = useState(false);
  useAddress(runId, detail.entry.replay_id, player);
  useKeyboard(player, () => setHelpOpen(true));

  void player.version.value;
  const step = player.step.value;
  const shown = useRef<Frame | undefined>(undefined);
  const exact = player.store.at(step);
  if (exact !== undefined) shown.current = exact;
  const frame = shown.current;
  const timeMax = detail.options["time_max"];
  return (
    <>
      <FramesFailure player={player} />
      <OriginNote frames={frames} />
      <div class="stage" aria-busy={exact === undefined}>
        {frame === undefined ? (
          player.store.error === null && <Loading what="frames" />
        ) : (
          <Panels detail={detail} player={player} frame={frame} />
        )}
      </div>
      <section class="player" aria-label="Timeline">
        <TimelineView player={player} />
        <div class="player-row">
          <Transport
            player={player}
            timeMax={typeof timeMax === "number" ? timeMax : null}
            onHelp={() => setHelpOpen(true)}
          />
          <TakeOver
            home={runId}
            replayId={detail.entry.replay_id}
            player={player}
            hasEnd={detail.entry.end_cause !== null}
          />
          <TimelineLegend />
        </div>
      </section>
      {isHelpOpen && <KeyboardHelp onClose={() => setHelpOpen(false)} />}
    </>
  );
}

function FramesFailure({ player }: { readonly player: ReplayPlayer }) {
  const { error } = player.store;
  if (error === null) return null;
  return (
    <Failure error={error}>
      <button type="button" class="button" onClick={() => player.store.want(player.step.peek())}>
        Try again
      </button>
    </Failure>
  );
}

/** Says so where the engine can not run here. */
function OriginNote({ frames }: { readonly frames: ReplayFrames }) {
  const origin = frames.origin.value;
  if (origin.kind !== "server") return null;
  return (
    <p class="origin-note muted" role="status">
      The server simulates this replay, because the engine could not do it here: {origin.reason}
    </p>
  );
}

interface PanelsProps {
  readonly detail: ReplayDetail;
  readonly player: ReplayPlayer;
  readonly frame: Frame;
}

function Panels({ detail, player, frame }: PanelsProps) {
  const { track } = player.store;
  const before = frame.step > 0 ? player.store.at(frame.step - 1) : undefined;
  const insight = useMemo(() => player.insight(frame.step), [player, frame]);
  const truth = player.wantsTruth.value ? insight : null;
  const beliefs = useMemo(
    () => insight && beliefsOf(insight.belt, visitedBefore(track, frame.step)),
    [insight],
  );
  return (
    <>
      <div class="stage-main">
        <section class="panel map-panel" aria-label="Map of the belt">
          <div class="map-head">
            <NowPanel frame={frame} belt={detail.belt} destination={player.destination.value} />
            <TruthSwitch player={player} isKnown={insight !== null} />
          </div>
          <BeltMap
            belt={detail.belt}
            player={player}
            frame={frame}
            beliefs={beliefs ?? undefined}
            truth={truth?.belt ?? null}
            isWhole
          />
          <MapLegend isTruth={truth !== null} />
        </section>
        <RocksPanel frame={frame} truth={truth?.rocks ?? null} />
      </div>
      <div class="stage-side" tabIndex={0} role="region" aria-label="Instruments">
        <ShipPanel frame={frame} before={before} />
        <CargoPanel frame={frame} />
        <MarketPanel frame={frame} track={track} />
      </div>
      <LogPanel player={player} />
    </>
  );
}
