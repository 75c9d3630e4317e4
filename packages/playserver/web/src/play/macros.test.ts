import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../engine/engine";
import { ACTIONS, CARGO_MAX, REWARD_HEAT_THRESHOLD } from "../generated/spec";
import { makeEngine } from "../testing/files";
import { cashOutText } from "./confirmations";
import { actionId } from "./controls";
import { firstFlight, freshFlight } from "./flight_form";
import { hintOf } from "./guide";
import { pastOf } from "./guide_bar";
import { MACROS, type Macro } from "./macros";
import { PlaySession } from "./session";

const SEEDS = [1n, 2n, 3n, 4n, 5n, 6n];

let engine: Engine;
beforeAll(async () => {
  engine = await makeEngine();
});

/** A flight on a seed that follows the hints until one suggests an action of a family. */
function flightUntil(family: string, seed = 1n): PlaySession {
  const session = new PlaySession(engine, freshFlight(firstFlight().options, seed));
  for (let steps = 0; steps < 200; steps += 1) {
    const hint = hintOf(session.frame, session.belt, pastOf(session.store.track))!;
    if (ACTIONS[hint.action!]!.family === family) return session;
    session.act(hint.action!);
  }
  throw new Error(`no hint to ${family}`);
}

function macro(label: string): Macro {
  return MACROS.find((one) => one.label === label)!;
}

/** Take the actions of a macro; returns why it stopped, and how many it took. */
function run(session: PlaySession, one: Macro): { readonly why: string; readonly taken: number } {
  for (let taken = 0; taken < 500; taken += 1) {
    const next = one.next(session, taken);
    if (typeof next === "string") return { why: next, taken };
    expect(session.act(next)).toBe(true);
  }
  throw new Error("the macro does not stop");
}

const load = (session: PlaySession) => session.frame.cargo.reduce((sum, units) => sum + units, 0);

describe("macros", () => {
  it("mine until the tool is hot, or an event or a shaky rock stops it", () => {
    const reasons = SEEDS.map((seed) => {
      const session = flightUntil("mine", seed);
      const { why, taken } = run(session, macro("Mine until hot"));
      expect(taken).toBeGreaterThan(0);
      expect(load(session)).toBeGreaterThan(0);
      if (why === "The tool is hot") {
        expect(session.frame.ship.heat).toBeLessThanOrEqual(REWARD_HEAT_THRESHOLD);
        expect(session.frame.ship.heat).toBeGreaterThan(REWARD_HEAT_THRESHOLD - 10);
      }
      return why;
    });
    expect(reasons).toContain("The tool is hot");
  });

  it("mine on with a cool tool", () => {
    for (const seed of SEEDS) {
      const [hot, full] = [flightUntil("mine", seed), flightUntil("mine", seed)];
      const first = run(hot, macro("Mine until hot"));
      const second = run(full, macro("Mine until full"));
      expect(second.why).not.toBe("The tool is hot");
      if (first.why === "The tool is hot") expect(load(full)).toBeGreaterThan(load(hot));
      expect(load(full)).toBeLessThanOrEqual(CARGO_MAX);
    }
  });

  it("sell everything, and then have nothing to sell", () => {
    const session = flightUntil("sell");
    const before = session.frame.ship.credits;
    expect(run(session, macro("Sell everything")).why).toBe("Everything is sold");
    expect(load(session)).toBe(0);
    expect(session.frame.ship.credits).toBeGreaterThan(before);
    expect(run(session, macro("Sell everything"))).toEqual({ why: "Nothing on board", taken: 0 });
  });

  it("say why they cannot start", () => {
    const session = new PlaySession(engine, freshFlight(firstFlight().options, 1n));
    expect(macro("Mine until hot").next(session, 0)).toBe("No rocks here");
    expect(session.step.peek()).toBe(0);
  });
});

describe("cashOutText", () => {
  it("names the cargo and the time that are given up", () => {
    const session = flightUntil("sell");
    expect(cashOutText(session.frame, 2000)).toMatch(
      /^The flight ends here, with 0 credits\. But [\d.]+ units of cargo, worth about [\d,]+ here, are lost, and [\d,]+ ticks are left unused\.$/,
    );
    run(session, macro("Sell everything"));
    expect(cashOutText(session.frame, session.frame.tick)).toMatch(
      /^The flight ends here, with [\d,]+ credits\.$/,
    );
    expect(session.mask[actionId("CASH_OUT")]).toBe(1);
  });
});
