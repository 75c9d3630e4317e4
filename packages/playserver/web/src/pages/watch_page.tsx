// Watch: a policy or a bot flies any seed, live in the browser.
import { useEffect, useMemo } from "preact/hooks";
import { refine } from "../address/router";
import { watchPath } from "../address/routes";
import { IS_SITE, PLAYER_PATH } from "../address/site";
import { api } from "../api/client";
import { usePolicies } from "../api/policies";
import { getBytes } from "../api/request";
import { useResource } from "../api/resource";
import { checkOptions, loadEngine, type EnvOptions } from "../engine/engine";
import { BOARDS, ticksText } from "../hall/boards";
import type { Node } from "../generated/api";
import { LineSet } from "../player/line_set";
import { LiveFlight } from "../player/live_flight";
import { openReplay } from "../player/open_replay";
import { ReplayView } from "../player/replay_view";
import type { ShareSource } from "../player/share";
import { randomSeed } from "../play/flight_form";
import { formatWatchQuery, parseWatchQuery, type WatchQuery } from "../play/watch_query";
import type { PolicySource } from "../policy/sources";
import { Choice } from "../ui/choice";
import { Failure, Pending } from "../ui/notice";
import { LineTakeOver } from "./line_take_over";
import { PageHead } from "./page_head";

/** Who can be watched. */
interface Watchable {
  readonly id: string;
  readonly label: string;
  /** Null for a bot. */
  readonly policy: PolicySource | null;
}

const BOT = "bot:";

/** @param asked The id in the address: a checkpoint can be watched that is not in the list. */
function useWatchables(asked: string | null): readonly Watchable[] | null {
  const { policies } = usePolicies(asked);
  const bots = useResource("bots", async (signal) =>
    IS_SITE ? [] : (await api.bots(signal)).bots,
  );
  if (policies === null) return null;
  return [
    ...policies.map((policy) => ({ id: policy.id, label: policy.label, policy })),
    ...(bots.data ?? []).map((name) => ({ id: BOT + name, label: `${name}, a bot`, policy: null })),
  ];
}

export function WatchPage({ search }: { readonly search: string }) {
  const asked = parseWatchQuery(search);
  const watchables = useWatchables(asked.pilot);
  const { seed } = asked;
  useEffect(() => {
    if (seed === null)
      refine(watchPath(formatWatchQuery({ ...asked, seed: randomSeed().toString() })));
  });
  const chosen = watchables?.find(({ id }) => id === asked.pilot) ?? watchables?.[0];
  return (
    <main class="page replay-page">
      <PageHead crumbs={[]} title="Watch">
        <WatchForm watchables={watchables ?? []} chosen={chosen} asked={asked} />
      </PageHead>
      {watchables !== null && chosen === undefined && (
        <Failure error={new Error("No policy came with this page, and no bot is installed.")} />
      )}
      {chosen !== undefined && seed !== null && (
        <Flown
          key={`${chosen.id} ${seed} ${asked.timeMax}`}
          chosen={chosen}
          seed={seed}
          timeMax={asked.timeMax}
          policies={(watchables ?? []).flatMap(({ policy }) => policy ?? [])}
        />
      )}
    </main>
  );
}

interface WatchFormProps {
  readonly watchables: readonly Watchable[];
  readonly chosen: Watchable | undefined;
  readonly asked: WatchQuery;
}

function WatchForm({ watchables, chosen, asked }: WatchFormProps) {
  const go = (changes: Partial<WatchQuery>) =>
    refine(watchPath(formatWatchQuery({ ...asked, ...changes })));
  return (
    <div class="facts watch-form">
      <Choice
        label="Pilot"
        value={chosen?.id ?? ""}
        options={watchables.map(({ id, label }) => [id, label])}
        onChoose={(pilot) => go({ pilot })}
      />
      <label>
        <span class="muted">seed</span>{" "}
        <input
          class="num"
          type="text"
          inputMode="numeric"
          pattern="[0-9]{1,20}"
          value={asked.seed ?? ""}
          onChange={({ currentTarget }) => go({ seed: currentTarget.value.trim() })}
        />
      </label>
      <Choice
        label="Length"
        value={String(asked.timeMax)}
        options={BOARDS.toReversed().map((board) => [String(board.ticks), ticksText(board)])}
        onChoose={(ticks) => go({ timeMax: Number(ticks) })}
      />
      <button type="button" class="button" onClick={() => go({ seed: randomSeed().toString() })}>
        New seed
      </button>
    </div>
  );
}

interface FlownProps {
  readonly chosen: Watchable;
  readonly seed: string;
  readonly timeMax: number;
  readonly policies: readonly PolicySource[];
}

interface Opened {
  readonly belt: readonly Node[];
  readonly lines: LineSet;
  readonly close: () => void;
}

function Flown({ chosen, seed, timeMax, policies }: FlownProps) {
  const { data, error } = useResource("flight", (signal) =>
    chosen.policy === null
      ? openBot(chosen.id, seed, checkOptions({ time_max: timeMax }), signal)
      : openLive(chosen.policy, seed, checkOptions({ time_max: timeMax }), signal),
  );
  useEffect(() => () => data?.close(), [data]);
  if (data === null) return <Pending error={error} what="the flight" />;
  return <Stage {...data} seed={seed} timeMax={timeMax} policies={policies} />;
}

async function openLive(
  source: PolicySource,
  seed: string,
  options: EnvOptions,
  signal: AbortSignal,
): Promise<Opened> {
  const [engine, policy] = await Promise.all([loadEngine(), source.load()]);
  signal.throwIfAborted();
  const start = { seed: BigInt(seed), episode: 0n, options, state: null };
  const plan = { start, seed: BigInt(seed) };
  let lines: LineSet | null = null;
  const flight = new LiveFlight(engine, policy, source.label, plan, () => {
    if (lines !== null) lines.version.value += 1;
  });
  const { player, belt, file } = flight;
  const { name } = policy.header;
  lines = new LineSet({
    name,
    player,
    file: () => file,
    netProfit: null,
    live: { flight, source },
  });
  lines.isOpen.value = true;
  lines.choose(source);
  lines.finish(0).catch(() => undefined); // stopped
  player.play();
  return { belt, lines, close: () => lines.close() };
}

async function openBot(
  id: string,
  seed: string,
  options: EnvOptions,
  signal: AbortSignal,
): Promise<Opened> {
  const file = await getBytes(
    api.botUrl(id.slice(BOT.length), { seed, episode: "0", options }),
    signal,
  );
  const { player, belt, replay } = await openReplay(file, { step: 0, truth: false });
  const { netProfit } = replay.result;
  const { name } = replay.header.player;
  const lines = new LineSet({ name, player, file: async () => file, netProfit });
  player.play();
  const close = (): void => {
    lines.close();
    player.close();
  };
  return { belt, lines, close };
}

interface StageProps extends Omit<Opened, "close">, Omit<FlownProps, "chosen"> {}

function Stage({ belt, lines, seed, timeMax, policies }: StageProps) {
  const line = lines.shown.value;
  const share = useMemo<ShareSource>(
    () => ({
      title: `${line.name}, seed ${seed}`,
      playerUrl: new URL(PLAYER_PATH, document.baseURI).href,
      address: () => location.href,
      file: line.file,
      html: async () => new TextDecoder().decode(await getBytes(PLAYER_PATH)),
    }),
    [line, seed],
  );
  return (
    <ReplayView
      key={lines.shownId.value}
      player={line.player}
      belt={belt}
      timeMax={timeMax}
      share={share}
      lines={lines}
      policies={policies}
    >
      <LineTakeOver line={line} />
    </ReplayView>
  );
}
