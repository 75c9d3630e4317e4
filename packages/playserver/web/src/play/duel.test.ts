import { beforeAll, describe, expect, it, vi } from "vitest";
import { readReplay } from "../abr/reader";
import type { Engine } from "../engine/engine";
import { makeEngine } from "../testing/files";
import { forkFlight, raceFlight } from "./start_from_replay";
import { firstFlight, freshFlight } from "./flight_form";
import { formatPlayQuery, parsePlayQuery } from "./play_query";
import { recordFlight } from "./record_flight";
import { gapPoints, Rival, stepAtTick } from "./rival";
import { PlaySession } from "./session";

const REF = { home: "run", replayId: "w1" } as const;
// out, a scan, a rock, some mining, home, and the sale of what there is
const TRIP = [0, 8, 12, 29, 29, 29, 29, 0, 45, 48, 51, 54, 57, 60];

let engine: Engine;
beforeAll(async () => {
  vi.stubGlobal("cancelAnimationFrame", () => undefined); // a player that is closed asks for it
  engine = await makeEngine();
});

function replayOf(actions: readonly number[]) {
  const flight = { ...freshFlight(firstFlight().options, 7n), actions };
  return readReplay(recordFlight(engine, flight, "Ann").bytes);
}

describe("parsePlayQuery", () => {
  it("reads what formatPlayQuery writes", () => {
    for (const query of [
      { kind: "resume" },
      { kind: "fork", ...REF, step: 12 },
      { kind: "race", home: null, replayId: "ab12", step: 7 },
    ] as const) {
      expect(parsePlayQuery(formatPlayQuery(query))).toEqual(query);
    }
  });

  it.each(["?fork=../x", "?race=", "?race=w1&run=..", "?step=3"])(
    "takes %s for nothing",
    (search) => expect(parsePlayQuery(search)).toEqual({ kind: "resume" }),
  );
});

describe("forkFlight", () => {
  it("starts where the replay is after a step, and names it as its parent", () => {
    const replay = replayOf(TRIP);
    const flight = forkFlight(engine, replay, REF, 5);
    expect(flight.fork!.parent).toEqual({ digest: replay.contentDigest, step: 5 });
    expect(flight.fork!.visited).toHaveLength(2); // the station and the node of the trip
    const forked = new PlaySession(engine, flight);
    const parent = new PlaySession(engine, {
      ...freshFlight(firstFlight().options, 7n),
      actions: TRIP.slice(0, 5),
    });
    expect(forked.frame.ship).toEqual(parent.frame.ship);
    expect([...forked.mask]).toEqual([...parent.mask]);
    for (const action of TRIP.slice(5)) {
      forked.act(action);
      parent.act(action);
    }
    expect(forked.frame.tick).toBe(parent.frame.tick);
    expect(forked.frame.ship).toEqual(parent.frame.ship);
  });

  it("refuses steps that are not there, and the end of an episode", () => {
    const ended = replayOf([...TRIP, 68]);
    expect(() => forkFlight(engine, ended, REF, 99)).toThrow("The step is 99, the replay has 15.");
    expect(() => forkFlight(engine, ended, REF, 15)).toThrow("over at step 15 (cashed out)");
  });
});

describe("a duel", () => {
  it("is in the world of the replay, with the rival at the same tick", async () => {
    const replay = replayOf(TRIP);
    const flight = raceFlight(engine, replay, REF, 0);
    expect([flight.seed, flight.fork, flight.rival]).toEqual([7n, null, REF]);
    const rival = await Rival.of(engine, replay, new AbortController().signal);
    const session = new PlaySession(engine, flight);
    for (const action of TRIP.slice(0, 9)) {
      session.act(action);
      rival.follow(session.frame.tick);
      expect(rival.step.value).toBe(session.step.value);
    }
    session.act(6);
    rival.follow(session.frame.tick);
    expect(rival.history.ticks[rival.step.value]).toBe(session.frame.tick);
    expect([...rival.beliefsAt(3).visited].sort()).toEqual([...session.beliefs.visited].sort());
    rival.close();
  });

  it("starts at any step of the replay", async () => {
    const replay = replayOf(TRIP);
    const flight = raceFlight(engine, replay, REF, 5);
    expect([flight.fork!.parent.step, flight.rival]).toEqual([5, REF]);
    const rival = await Rival.of(engine, replay, new AbortController().signal);
    const session = new PlaySession(engine, flight);
    for (const [at, action] of [...TRIP.slice(5, 9), 6].entries()) {
      rival.follow(session.frame.tick);
      expect(rival.step.value).toBe(5 + at);
      expect(rival.history.profits[5 + at]).toBe(session.frame.ship.net_profit);
      session.act(action);
    }
    const { tick, netProfit, total } = session.store.track;
    const own = { ticks: tick.subarray(0, total), profits: netProfit.subarray(0, total) };
    const [first] = gapPoints(own, rival.history, 3);
    expect(first!.tick).toBe(rival.history.ticks[5]);
    expect(first!.own).toBe(first!.theirs);
    rival.close();
  });

  it("finds the last step that was over at a tick", () => {
    const ticks = [0, 3, 3, 8];
    expect([0, 2, 3, 7, 8, 99].map((tick) => stepAtTick(ticks, tick))).toEqual([0, 0, 2, 2, 3, 3]);
  });

  it("compares profits at the same ticks", () => {
    const own = { ticks: Int32Array.of(0, 4, 10), profits: Float64Array.of(0, 100, 50) };
    const theirs = { ticks: Int32Array.of(0, 5, 20), profits: Float64Array.of(0, 80, 900) };
    expect(gapPoints(own, theirs, 3)).toEqual([
      { tick: 0, own: 0, theirs: 0 },
      { tick: 5, own: 100, theirs: 80 },
      { tick: 10, own: 50, theirs: 80 },
    ]);
  });
});
