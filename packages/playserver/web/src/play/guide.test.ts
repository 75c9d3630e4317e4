import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../engine/engine";
import { ACTIONS } from "../generated/spec";
import { makeEngine } from "../testing/files";
import { actionOfKey, CHORDS, CONTROLS, costText, sellAction, tripFuel } from "./controls";
import { GUIDE_STAGES, hintOf } from "./guide";
import { pastOf } from "./guide_bar";
import { MACROS } from "./macros";
import { firstFlight, freshFlight } from "./flight_form";
import { packFlight, unpackFlight } from "./flight_storage";
import { PlaySession } from "./session";

let engine: Engine;
beforeAll(async () => {
  engine = await makeEngine();
});

describe("hintOf", () => {
  it.each([1n, 2n, 3n, 4n, 5n])(
    "leads from the station to the sale of a second cargo (seed %s)",
    (seed) => {
      const session = new PlaySession(engine, freshFlight(firstFlight().options, seed));
      const stages = new Set<number>();
      for (let steps = 0; steps < 400; steps += 1) {
        const hint = hintOf(session.frame, session.belt, pastOf(session.store.track));
        if (hint === null) break;
        stages.add(hint.stage);
        expect(session.mask[hint.action!], `${hint.title} at step ${steps}`).toBe(1);
        session.act(hint.action!);
      }
      expect([...stages]).toEqual(Array.from({ length: GUIDE_STAGES }, (_, index) => index + 1));
      expect(session.frame.ship.credits).toBeGreaterThan(0);
    },
  );
});

describe("keys", () => {
  it("are each for one action, and none of them begins two keys", () => {
    const keys = Object.values(CONTROLS)
      .flat()
      .map(({ key }) => key);
    const trips = ["1", "2", "3", "4", "5", "6"];
    const macros = MACROS.map(({ key }) => key);
    const all = [...keys, ...trips, ...macros, ...CHORDS.map(({ key }) => key)];
    expect(new Set(all).size).toBe(all.length);
    expect(all).not.toContain("u"); // takes back
    expect(actionOfKey("M")).toBe(29); // MINE_STANDARD, in any case
    expect(actionOfKey("6")).toBe(5); // TRAVEL_5
    expect(actionOfKey("z")).toBeNull();
  });

  it("come in twos for rocks and goods", () => {
    expect(actionOfKey("sf")).toBe(27); // SELECT_15
    expect(actionOfKey("sg")).toBeNull();
    expect(actionOfKey("x1")).toBe(45); // SELL_IRON_100
    expect(actionOfKey("%4")).toBe(sellAction(3, 1)); // SELL_PGE_50
    expect(actionOfKey("j6")).toBe(41); // JETTISON_VOLATILES
    expect(actionOfKey("x0")).toBeNull();
    const firsts = ACTIONS.filter(({ key }) => key.length === 2).map(({ key }) => key[0]);
    expect(new Set(firsts)).toEqual(new Set(CHORDS.map(({ key }) => key)));
  });
});

describe("costs", () => {
  it("of a trip grow with the load", () => {
    expect(tripFuel(40, [100, 0, 0, 0, 0, 0])).toBe(40 * (1 + 0.5 * (100 / 200)));
    const session = new PlaySession(engine, freshFlight(firstFlight().options, 1n));
    const before = session.frame.ship.fuel;
    const text = costText(0, session.frame, session.belt);
    session.act(0);
    const used = before - session.frame.ship.fuel;
    expect(text).toMatch(new RegExp(`^${session.frame.dt} ticks? · ${Math.round(used)} fuel$`));
  });
});

describe("a saved flight", () => {
  it("is read as it was written", () => {
    const flight = {
      ...freshFlight(firstFlight().options, (1n << 64n) - 1n, 3n),
      actions: [0, 68, 6],
      hasUndone: true,
      rival: { home: null, replayId: "ab" },
      fork: {
        state: Uint8Array.of(0, 127, 255),
        parent: { digest: "cd", step: 4 },
        visited: [0, 3],
        name: "w1",
        href: "/x",
      },
    };
    expect(unpackFlight(packFlight(flight))).toEqual(flight);
  });

  it.each([
    ["no JSON", "{"],
    ["another spec", packFlight(firstFlight()).replace(/"spec":"./, '"spec":"x')],
    [
      "an option that is none",
      packFlight(firstFlight()).replace('"time_max":2000', '"time_max":0'),
    ],
    ["an action that is none", packFlight({ ...firstFlight(), actions: [69] })],
  ])("is left alone where it has %s", (_, text) => {
    expect(unpackFlight(text)).toBeNull();
  });
});
