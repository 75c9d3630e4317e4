// What others earned in the world of a flight: the hall of fame's players, policies and bots, as they come.
import { signal, type ReadonlySignal } from "@preact/signals";
import { readReplay } from "../abr/reader";
import { api } from "../api/client";
import { pretrainedPolicies } from "../api/policies";
import { getBytes } from "../api/request";
import { IS_SITE } from "../address/site";
import { boardOf } from "../hall/boards";
import type { PolicySource } from "../policy/sources";
import { flightStart } from "./autopilot";
import type { Flight } from "./flight";
import type { Order, Outcome } from "./flying_worker";

const HALL_MAX = 10;
const AT_ONCE = 4; // browsers allow six requests to a server at a time

/** A player's net profit on the seed. */
export interface Standing {
  readonly name: string;
  readonly profit: number;
}

export interface Standings {
  readonly others: readonly Standing[];
  /** How many still fly. */
  readonly numFlying: number;
}

interface Contender {
  readonly name: string;
  readonly fly: () => Promise<number>;
}

/** Let all of them fly; who fails is left out. */
export async function standingsOf(
  flight: Flight,
  abort: AbortSignal,
): Promise<ReadonlySignal<Standings>> {
  const found = await Promise.allSettled([
    hallOn(flight, abort),
    policiesOn(flight, abort),
    botsOn(flight, abort),
  ]);
  const [hall, policies, bots] = found.map((one) =>
    one.status === "fulfilled" ? one.value : [],
  ) as [Standing[], Contender[], Contender[]];
  const numFlying = policies.length + bots.length;
  const standings = signal<Standings>({ others: hall, numFlying });
  const note = (own: readonly Standing[]): void => {
    const { others, numFlying: before } = standings.peek();
    standings.value = { others: [...others, ...own], numFlying: before - 1 };
  };
  const run = ({ name, fly }: Contender): Promise<void> =>
    fly().then(
      (profit) => note([{ name, profit }]),
      () => note([]),
    );
  for (const policy of policies) void run(policy);
  const waiting = [...bots];
  const next = async (): Promise<void> => {
    for (let bot = waiting.shift(); bot !== undefined; bot = waiting.shift()) await run(bot);
  };
  for (let at = 0; at < AT_ONCE; at += 1) void next();
  return standings;
}

async function hallOn(flight: Flight, abort: AbortSignal): Promise<readonly Standing[]> {
  const board = boardOf(flight.options.time_max);
  if (IS_SITE || board === null) return [];
  const { replays } = await api.hall(board.name, 0, HALL_MAX, abort, flight.seed.toString());
  return replays
    .filter(({ episode }) => episode === flight.episode.toString())
    .map(({ player, net_profit: profit }) => ({ name: `${player} (hall of fame)`, profit }));
}

async function policiesOn(flight: Flight, abort: AbortSignal): Promise<readonly Contender[]> {
  return (await pretrainedPolicies()).map((source) => ({
    name: `${source.id.split(":")[1]} (policy)`,
    fly: () => flyInWorker(source, flight, abort),
  }));
}

async function botsOn(flight: Flight, abort: AbortSignal): Promise<readonly Contender[]> {
  const { bots } = await api.bots(abort);
  const world = { seed: flight.seed.toString(), episode: flight.episode.toString() };
  return bots.map((name) => ({
    name,
    fly: async () => {
      const url = api.botUrl(name, { ...world, options: flight.options });
      return readReplay(await getBytes(url, abort)).result.netProfit;
    },
  }));
}

async function flyInWorker(
  source: PolicySource,
  flight: Flight,
  abort: AbortSignal,
): Promise<number> {
  const order: Order = {
    policy: await source.bytes(),
    plan: { start: flightStart(flight), seed: flight.seed },
  };
  abort.throwIfAborted();
  const worker = new Worker(new URL("./flying_worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      abort.addEventListener("abort", reject);
      worker.onerror = reject;
      worker.onmessage = ({ data }: MessageEvent<Outcome>) => {
        if ("profit" in data) resolve(data.profit);
        else reject(new Error(data.reason));
      };
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}
