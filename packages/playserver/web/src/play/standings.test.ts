import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeEngine } from "../testing/files";
import { policySource } from "../policy/sources";
import { firstFlight, freshFlight } from "./flight_form";
import type { Order } from "./flying_worker";
import { recordFlight } from "./record_flight";
import { standingsOf } from "./standings";

const BOTS = ["a", "b", "c", "d", "broken", "e"];
const AT_ONCE = 4;
const FLIGHT = freshFlight(firstFlight().options, 7n);

let replay: Uint8Array;
let [asked, most, left]: [number, number, (() => void)[]] = [0, 0, []];
const orders: Order[] = [];

vi.mock("../api/client", () => ({
  api: {
    hall: async () => ({
      replays: [
        { player: "Ann", net_profit: 5, episode: "0" },
        { player: "Bob", net_profit: 9, episode: "1" },
      ],
    }),
    bots: async () => ({ bots: BOTS }),
    botUrl: (bot: string) => bot,
  },
}));
vi.mock("../api/request", () => ({
  getBytes: async (bot: string) => {
    asked += 1;
    most = Math.max(most, asked);
    await new Promise<void>((resolve) => left.push(resolve));
    asked -= 1;
    if (bot === "broken") throw new Error("it crashed");
    return replay;
  },
}));
vi.mock("../api/policies", () => ({
  pretrainedPolicies: async () =>
    ["good", "bad"].map((name) =>
      policySource(`pretrained:${name}`, name, async () => Uint8Array.of(name.length)),
    ),
}));

/** Answers at once: policies of four bytes fly, others fail. */
class FakeWorker {
  onmessage: (event: { data: unknown }) => void = () => undefined;
  terminate(): void {}
  postMessage(order: Order): void {
    orders.push(order);
    const data = order.policy[0] === 4 ? { profit: 321 } : { reason: "damaged" };
    queueMicrotask(() => this.onmessage({ data }));
  }
}

beforeAll(async () => {
  vi.stubGlobal("Worker", FakeWorker);
  replay = recordFlight(await makeEngine(), { ...FLIGHT, actions: [6, 68] }, "bot").bytes;
});
beforeEach(() => {
  [asked, most, left] = [0, 0, []];
});

/** Let a bot that waits end its episode; false if none waits. */
async function endOne(): Promise<boolean> {
  const resolve = left.shift();
  resolve?.();
  await new Promise((done) => setTimeout(done, 0));
  return resolve !== undefined;
}

describe("standingsOf", () => {
  it("has each player as it comes, and leaves out who fails", async () => {
    const standings = await standingsOf(FLIGHT, new AbortController().signal);
    expect(standings.value).toEqual({
      others: [{ name: "Ann (hall of fame)", profit: 5 }],
      numFlying: BOTS.length + 2,
    });
    await endOne();
    expect(standings.value.numFlying).toBe(BOTS.length - 1);
    while (await endOne());
    expect(standings.value.numFlying).toBe(0);
    expect(standings.value.others.map(({ name }) => name).sort()).toEqual([
      ...["Ann (hall of fame)", "a", "b", "c", "d", "e", "good (policy)"],
    ]);
    expect(standings.value.others).toContainEqual({ name: "good (policy)", profit: 321 });
    expect(most).toBe(AT_ONCE);
    expect(orders[0]!.plan).toMatchObject({ seed: 7n, start: { seed: 7n, state: null } });
  });
});
