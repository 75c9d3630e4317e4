// The page of a replay: loads it, keeps its step in the address, and shows it in the player.
import { effect, untracked } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { replaceAddress, route } from "../address/router";
import { PLAYER_PATH } from "../address/site";
import {
  evaluationOf,
  evaluationsPath,
  hallPath,
  replayPath,
  runPath,
  runsPath,
  type ReplayHome,
} from "../address/routes";
import { api } from "../api/client";
import { usePolicies } from "../api/policies";
import { replayFrames, type ReplayFrames } from "../api/replay_frames";
import { getBytes } from "../api/request";
import { useResource } from "../api/resource";
import type { ReplayDetail } from "../generated/api";
import { shortDigest } from "../lib/format";
import { checkOptions } from "../engine/engine";
import type { RivalSource } from "../player/rival";
import { LineSet } from "../player/line_set";
import { ReplayView } from "../player/replay_view";
import type { ShareSource } from "../player/share";
import { ReplayPlayer } from "../replay/player";
import { Pending } from "../ui/notice";
import { LineTakeOver } from "./line_take_over";
import { PageHead, type Crumb } from "./page_head";
import { ReplayFacts } from "./replay_facts";
import { TakeOver } from "./take_over";

interface ReplayPageProps {
  readonly runId: ReplayHome;
  readonly replayId: string;
}

function crumbsOf(home: ReplayHome): readonly Crumb[] {
  if (home === null) return [{ label: "Hall of fame", href: hallPath() }];
  const evaluation = evaluationOf(home);
  if (evaluation !== null) {
    return [{ label: evaluation.replaceAll("~", "/"), href: evaluationsPath() }];
  }
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
      <PageHead crumbs={crumbsOf(runId)} title={runId === null ? shortDigest(replayId) : replayId}>
        {data !== null && <ReplayFacts runId={runId} detail={data} />}
      </PageHead>
      {data !== null ? (
        <Stage key={replayId} runId={runId} detail={data} />
      ) : (
        <Pending error={error} what="the replay" />
      )}
    </main>
  );
}

interface StageProps {
  readonly runId: ReplayHome;
  readonly detail: ReplayDetail;
}

function Stage({ runId, detail }: StageProps) {
  const { replay_id: replayId, steps, end_cause: endCause } = detail.entry;
  const { frames, player } = usePlayer(runId, replayId, steps + 1);
  useAddress(runId, replayId, player);
  const timeMax = detail.options["time_max"];
  const rival = useMemo(() => botRival(detail), [detail]);
  const share = useMemo(() => shareSource(runId, detail), [runId, detail]);
  const lines = useLines(player, detail, share);
  const { policies, own } = usePolicies(detail.player_digest);
  const line = lines.shown.value;
  const isRoot = line.player === player;
  return (
    <>
      <OriginNote frames={frames} />
      <ReplayView
        key={lines.shownId.value}
        player={line.player}
        rival={rival}
        share={isRoot ? share : { ...share, title: line.name, file: line.file }}
        lines={frames.origin.value.kind === "server" ? null : lines}
        policies={policies ?? []}
        own={own}
        belt={detail.belt}
        timeMax={typeof timeMax === "number" ? timeMax : null}
      >
        {isRoot ? (
          <TakeOver home={runId} replayId={replayId} player={player} hasEnd={endCause !== null} />
        ) : (
          <LineTakeOver line={line} />
        )}
      </ReplayView>
    </>
  );
}

/** The replay as the first line, and those that branch off. */
function useLines(player: ReplayPlayer, detail: ReplayDetail, share: ShareSource): LineSet {
  const lines = useMemo(() => {
    const { entry, player_name: name } = detail;
    return new LineSet({ name, player, file: share.file, netProfit: entry.net_profit });
  }, [player, detail, share]);
  useEffect(() => () => lines.close(), [lines]);
  return lines;
}

function shareSource(runId: ReplayHome, { entry, player_name: name }: ReplayDetail): ShareSource {
  const id = entry.replay_id;
  return {
    title: `${name}, seed ${entry.seed}`,
    playerUrl: new URL(PLAYER_PATH, document.baseURI).href,
    address: (step) => new URL(replayPath(runId, id, step), document.baseURI).href,
    file: () => getBytes(api.fileUrl(runId, id)),
    html: async () => new TextDecoder().decode(await getBytes(PLAYER_PATH)),
  };
}

const RIVAL = "prospector";

/** The strongest bot in the same world; null for its own replays. */
function botRival({ entry, options, player_name: name }: ReplayDetail): RivalSource | null {
  if (name === RIVAL) return null;
  const { seed, episode } = entry;
  const world = { seed, episode: String(episode), options: checkOptions(options) };
  return { name: RIVAL, load: (signal) => api.botEpisode(RIVAL, world, signal) };
}

interface OpenReplay {
  readonly frames: ReplayFrames;
  readonly player: ReplayPlayer;
}

function usePlayer(runId: ReplayHome, replayId: string, total: number): OpenReplay {
  const open = useMemo(() => {
    const frames = replayFrames(runId, replayId, total);
    const player = new ReplayPlayer(frames, stepInAddress());
    player.wantsTruth.value = isTruthInAddress();
    return { frames, player };
  }, [runId, replayId, total]);
  useEffect(() => () => open.player.close(), [open]);
  return open;
}

function stepInAddress(): number {
  const here = route.peek();
  return here.page === "replay" ? (here.step ?? 0) : 0;
}

function isTruthInAddress(): boolean {
  const here = route.peek();
  return here.page === "replay" && here.truth;
}

const ADDRESS_MS = 400; // browsers limit address changes to some hundred in 30 s

/** Keep step and truth in the address, and follow the browser's back and forward buttons. */
function useAddress(runId: ReplayHome, replayId: string, player: ReplayPlayer): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function write(): void {
      timer = undefined;
      const here = route.peek();
      const isHere = here.page === "replay" && here.replayId === replayId && here.runId === runId;
      if (!isHere) return; // the page was left in the meantime
      const [step, truth] = [player.step.peek(), player.wantsTruth.peek()];
      replaceAddress(replayPath(runId, replayId, step, truth));
    }
    function follow(): void {
      player.seek(stepInAddress());
      player.wantsTruth.value = isTruthInAddress();
    }
    const stopWriting = effect(() => {
      void player.step.value;
      void player.wantsTruth.value;
      timer ??= setTimeout(write, ADDRESS_MS);
    });
    let isFirst = true;
    const stopFollowing = effect(() => {
      void route.value;
      if (!isFirst) untracked(follow);
      isFirst = false;
    });
    return () => {
      clearTimeout(timer);
      stopWriting();
      stopFollowing();
    };
  }, [runId, replayId, player]);
}

/** Reports that the server simulates, and why. */
function OriginNote({ frames }: { readonly frames: ReplayFrames }) {
  const origin = frames.origin.value;
  if (origin.kind !== "server") return null;
  return (
    <p class="origin-note muted" role="status">
      The server simulates this replay, because the engine could not do it here: {origin.reason}
    </p>
  );
}
