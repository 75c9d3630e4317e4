import { beforeAll, describe, expect, it } from "vitest";
import { INFO_KEYS, MAX_ASTEROIDS, N_ACTIONS, NODE_COUNT_MIN } from "../generated/spec";
import { makeEngine } from "../testing/files";
import { Engine, EngineError, parseU64, SEED_MAX, type EnvOptions, type World } from "./engine";

const HOLD = 6;
const [WIDE_SCAN, LISTEN] = [8, 11];

let engine: Engine;
beforeAll(async () => {
  engine = await makeEngine();
});

function started(seed = 1n, options: Partial<EnvOptions> = {}): World {
  const world = engine.createWorld();
  world.reset(seed, options);
  return world;
}

describe("Engine", () => {
  it("refuses another module", async () => {
    const empty = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    expect(() => new Engine(empty)).toThrow(EngineError);
  });
});

describe("reset", () => {
  it.each([
    [-1n, {}, "seed is -1"],
    [SEED_MAX + 1n, {}, "seed is 18446744073709551616"],
    [1n, { time_max: 0 }, "time_max is 0, expected a whole number 1..1000000"],
    [1n, { reward_mode: "dense" }, 'reward_mode is "dense", expected shaped or sparse'],
    [1n, { pirates: 1 }, "pirates is 1, expected true or false"],
    [1n, { gravity: 1 }, "Option gravity: expected one of time_max"],
  ])("of %s %o is refused in words", (seed, options, words) => {
    const world = started();
    const before = world.digest();
    expect(() => world.reset(seed, options as Partial<EnvOptions>)).toThrow(words);
    expect(world.digest()).toEqual(before);
  });

  it("takes seeds of 64 bits", () => {
    expect(started(SEED_MAX).seed).toBe(SEED_MAX);
  });

  it("gives other worlds to other episodes of a seed", () => {
    const world = started(7n);
    const first = world.digest();
    world.reset(7n, {}, 1n);
    expect(world.episode).toBe(1n);
    expect(world.digest()).not.toEqual(first);
  });
});

describe("parseU64", () => {
  it("reads decimal digits alone", () => {
    expect(parseU64("seed", "18446744073709551615")).toBe(SEED_MAX);
    for (const text of ["", "-1", "1.0", "0x1", "18446744073709551616", "1e3"]) {
      expect(() => parseU64("seed", text)).toThrow(EngineError);
    }
  });
});

describe("step", () => {
  it("needs a running episode", () => {
    expect(() => engine.createWorld().step(HOLD)).toThrow("no episode was started");
    const world = started(1n, { time_max: 2 });
    expect(world.step(HOLD)).toMatchObject({ terminated: false, truncated: false });
    expect(world.step(HOLD)).toMatchObject({ terminated: false, truncated: true });
    expect(world.endCause).toBe("timeout");
    expect(() => world.step(HOLD)).toThrow("it has ended");
  });

  it("takes any whole number, and what is outside the space is illegal", () => {
    for (const action of [-1, N_ACTIONS, 2 ** 32 + HOLD, -(2 ** 40)]) {
      const world = started();
      world.step(action);
      expect(world.info()).toMatchObject({ action: HOLD, invalid_action: 1 });
    }
    expect(() => started().step(0.5)).toThrow("whole number");
  });

  it("reports what is legal and the terms of the reward", () => {
    const world = started();
    expect(world.isLegal(HOLD)).toBe(true);
    expect(world.isLegal(WIDE_SCAN)).toBe(false); // at the station
    expect(world.mask()).toHaveLength(N_ACTIONS);
    const { reward } = world.step(WIDE_SCAN);
    const terms = world.rewardTerms();
    expect(Object.values(terms).reduce((sum, term) => sum + term, 0)).toBe(reward);
    expect(terms["invalid"]).toBe(-0.01);
    expect(Object.keys(world.info())).toHaveLength(INFO_KEYS.length);
  });
});

describe("copies", () => {
  it("continue with the same bits, independently", () => {
    const world = started(3n);
    world.step(0);
    const twin = world.clone();
    world.step(WIDE_SCAN);
    expect(twin.digest()).not.toEqual(world.digest());
    twin.step(WIDE_SCAN);
    expect(twin.digest()).toEqual(world.digest());
    expect(twin.observation()).toEqual(world.observation());
  });

  it("of the state, too, and damaged ones are refused", () => {
    const world = started(4n, { pirates: false });
    world.run([0, WIDE_SCAN, LISTEN]);
    const state = world.getState();
    const other = engine.createWorld();
    expect(() => other.getState()).toThrow("no state");
    other.setState(state);
    expect(other.digest()).toEqual(world.digest());
    state[40]! ^= 1;
    expect(() => other.setState(state)).toThrow("damaged");
    expect(() => other.setState(new Uint8Array(1e6))).toThrow("1000000 bytes");
    expect(other.digest()).toEqual(world.digest());
  });

  it("survive the growth of the memory", () => {
    const world = started(5n);
    const view = world.observation();
    const before = engine.memoryBytes;
    const others = Array.from({ length: 64 }, () => world.clone());
    expect(engine.memoryBytes).toBeGreaterThan(before);
    expect(world.observation()).toEqual(view);
    for (const other of others) other.close();
    expect(() => others[0]!.step(HOLD)).toThrow("closed");
  });

  it("are of one engine", async () => {
    const foreign = (await makeEngine()).createWorld();
    foreign.reset(1n);
    expect(() => started().copyFrom(foreign)).toThrow("another engine");
  });
});

describe("truth", () => {
  it("has the whole belt, with equal ways from both ends", () => {
    const belt = started(6n).belt();
    expect(belt.length).toBeGreaterThanOrEqual(NODE_COUNT_MIN);
    expect(belt[0]!.kind).toBe("station");
    belt.forEach((node, n) => {
      for (const way of node.neighbors) {
        const back = belt[way.node]!.neighbors.find((other) => other.node === n)!;
        const { ticks, fuel, threat } = way;
        expect(back).toMatchObject({ ticks, fuel, threat });
        expect(way.threat_estimate).toBe(0.5);
      }
    });
  });

  it("has rocks with what the ship believes of them", () => {
    const world = started(6n);
    expect(world.rocks(0)).toEqual([]);
    const rocks = world.rocks(1);
    expect(rocks.length).toBeLessThanOrEqual(MAX_ASTEROIDS);
    for (const rock of rocks) {
      expect(rock.composition.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(rock.confidence).toBe(0.1);
    }
    expect(world.market()).toHaveLength(6);
  });

  it("listening brings an estimate nearer to it", () => {
    const world = started(8n);
    const before = world.belt()[0]!.neighbors;
    for (let i = 0; i < 20; i += 1) world.step(LISTEN);
    world.belt()[0]!.neighbors.forEach((way, slot) => {
      const off = Math.abs(before[slot]!.threat_estimate - before[slot]!.threat);
      const now = Math.abs(way.threat_estimate - way.threat);
      expect(now).toBeLessThanOrEqual(Math.max(off, 0.1));
    });
  });
});
