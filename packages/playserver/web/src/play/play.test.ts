import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS, type Engine } from "../engine/engine";
import { N_ACTIONS } from "../generated/spec";
import { makeEngine } from "../testing/files";
import { freshFlight } from "./flight_form";
import { hallRefusal, type Flight } from "./flight";
import { whyIllegal } from "./illegal_reasons";
import { recordFlight } from "./record_flight";
import { PlaySession } from "./session";

let engine: Engine;
beforeAll(async () => {
  engine = await makeEngine();
});

function flightOf(changes: Partial<Flight> = {}): Flight {
  return { ...freshFlight({ ...DEFAULT_OPTIONS, time_max: 2000 }, 7n), ...changes };
}

/** Numbers below n that a seed determines. */
function rng(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Fly legal actions at random until the end or so many steps; cashing out is left to the end. */
function flyAtRandom(session: PlaySession, seed: number, steps: number): void {
  const below = rng(seed);
  for (let step = 0; step < steps && !session.hasEnded; step += 1) {
    const legal = Array.from(session.mask.keys()).filter((a) => session.mask[a] === 1 && a < 68);
    session.act(legal[below(legal.length)]!);
  }
}

describe("whyIllegal", () => {
  it("has a reason exactly where the engine's mask forbids", () => {
    const wrong: string[] = [];
    let [judged, illegal] = [0, 0];
    for (let seed = 1; seed <= 6; seed += 1) {
      const session = new PlaySession(engine, flightOf({ seed: BigInt(seed) }));
      for (let part = 0; part < 30 && !session.hasEnded; part += 1) {
        flyAtRandom(session, 100 * seed + part, 5);
        if (session.hasEnded) break;
        for (let action = 0; action < N_ACTIONS; action += 1) {
          const reason = whyIllegal(action, session.frame, session.belt);
          if ((reason === null) !== (session.mask[action] === 1)) {
            wrong.push(`seed ${seed}, step ${session.step.value}, action ${action}: ${reason}`);
          }
          judged += 1;
          if (reason !== null) illegal += 1;
        }
      }
      session.close();
    }
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(5_000);
    expect(illegal).toBeGreaterThan(2_500);
  });

  it("reports that an episode is over", () => {
    const session = new PlaySession(
      engine,
      flightOf({ options: { ...DEFAULT_OPTIONS, time_max: 1 } }),
    );
    session.act(6);
    expect(session.frame.end_cause).toBe("timeout");
    expect(session.mask.some((legal) => legal === 1)).toBe(false);
    expect(whyIllegal(6, session.frame, session.belt)).toBe("Flight is over");
    expect(session.act(6)).toBe(false);
  });
});

describe("PlaySession", () => {
  it("takes no illegal action", () => {
    const session = new PlaySession(engine, flightOf());
    expect(session.act(28)).toBe(false);
    expect(session.step.value).toBe(0);
  });

  it("is where it was when steps are taken back, and is practice from then on", () => {
    const session = new PlaySession(engine, flightOf());
    flyAtRandom(session, 3, 40);
    const at40 = structuredClone(session.frame);
    const before = recordFlight(engine, session.flight, "Ann").contentDigest;
    flyAtRandom(session, 4, 25);
    expect(session.flight.hasUndone).toBe(false);
    session.undoTo(40);
    expect(session.frame).toEqual(at40);
    expect(session.store.track.total).toBe(41);
    expect(session.flight.hasUndone).toBe(true);
    const again = { ...session.flight, hasUndone: false };
    expect(recordFlight(engine, again, "Ann").contentDigest).toBe(before);
  });

  it("resumes a stored flight", () => {
    const session = new PlaySession(engine, flightOf());
    flyAtRandom(session, 5, 30);
    const twin = new PlaySession(engine, session.flight);
    expect(twin.frame).toEqual(session.frame);
    expect(twin.before).toEqual(session.before);
    expect([...twin.mask]).toEqual([...session.mask]);
  });

  it("starts a fork in its state", () => {
    const session = new PlaySession(engine, flightOf());
    flyAtRandom(session, 6, 30);
    const world = engine.createWorld();
    world.reset(7n, { time_max: 2000 });
    world.run(session.flight.actions);
    const fork = {
      state: world.getState(),
      parent: { digest: "ab", step: 30 },
      visited: [],
      name: "w1",
      href: "/",
    };
    const forked = new PlaySession(engine, flightOf({ fork }));
    expect(forked.frame.ship).toEqual(session.frame.ship);
    expect(forked.frame.step).toBe(0);
    expect(forked.frame.tick).toBe(session.frame.tick);
  });
});

describe("hallRefusal", () => {
  const ended = flightOf();
  it.each([
    [ended, true, null],
    [ended, false, "play it to its end"],
    [flightOf({ hasUndone: true }), true, "practice"],
    [flightOf({ options: { ...DEFAULT_OPTIONS, time_max: 500 } }), true, "500 ticks"],
    [flightOf({ options: { ...DEFAULT_OPTIONS, pirates: false } }), true, "switched off"],
  ])("predicts the refusal of the hall of fame (%#)", (flight, hasEnded, reason) => {
    const refusal = hallRefusal(flight, hasEnded);
    if (reason === null) expect(refusal).toBeNull();
    else expect(refusal).toContain(reason);
  });
});
