import { beforeAll, describe, expect, it } from "vitest";
import type { Replay } from "../abr/reader";
import { DEFAULT_OPTIONS, type Engine } from "../engine/engine";
import { SNAPSHOT_STEPS } from "../engine/seeker";
import type { Frame } from "../generated/api";
import { N_ACTIONS } from "../generated/spec";
import { makeEngine } from "../testing/files";
import { makeFrame } from "../testing/samples";
import type { FrameSource } from "./frame_source";
import { LocalFrames } from "./local_frames";
import { ReplayFrames } from "../api/replay_frames";
import { Track, type StepSummary } from "./track";

const never = new AbortController().signal;
const [HOLD, WIDE_SCAN, LISTEN] = [6, 8, 11];
const STEPS = 5 * SNAPSHOT_STEPS + 7;

let engine: Engine;
beforeAll(async () => {
  engine = await makeEngine();
});

/** A replay of actions, as far as frames need one. */
function replayOf(actions: readonly number[], state: Uint8Array | null = null): Replay {
  const header = { options: DEFAULT_OPTIONS, seed: 9n, episode: 0n } as unknown as Replay["header"];
  return { header, state, actions: Uint8Array.from(actions) } as unknown as Replay;
}

/** Mostly at the station, with some trips, scans and numbers outside the actions. */
function tour(steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => {
    if (i % 97 === 96) return N_ACTIONS;
    const at = i % 500;
    if (at === 2 || at === 20) return 0; // out, and by slot 0 home
    return [HOLD, LISTEN, WIDE_SCAN, HOLD][i % 4]!;
  });
}

const emptySummary: StepSummary = {
  ...{ step: 0, tick: -7, node: 0, events: 0, netProfit: 0, prices: [], action: null },
  ...{ total: 0, fuel: 0, cargo: [], terms: [], wasIllegal: false },
};

async function framesAt(frames: LocalFrames, steps: readonly number[]): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const start of steps) {
    found.push(...(await frames.load({ start, stop: start + 1, stride: 1 }, never)));
  }
  return found;
}

describe("LocalFrames", () => {
  it("gives the same frames in any order", async () => {
    const [one, other] = [1, 2].map(() => new LocalFrames(engine, replayOf(tour(STEPS))));
    const all = await one!.load({ start: 0, stop: STEPS + 1, stride: 1 }, never);
    expect(all.map((frame) => frame.step)).toEqual(all.map((_, step) => step));
    const steps = [
      STEPS,
      0,
      SNAPSHOT_STEPS,
      SNAPSHOT_STEPS - 1,
      STEPS - 300,
      1,
      SNAPSHOT_STEPS + 1,
    ];
    expect(await framesAt(other!, steps)).toEqual(steps.map((step) => all[step]));
    const sketch = await other!.load({ start: 3, stop: STEPS, stride: 100 }, never);
    expect(sketch).toEqual(all.filter(({ step }) => step % 100 === 3));
  });

  it("gives a frame at once where that takes no time", async () => {
    const steps = 3 * 4096;
    const frames = new LocalFrames(engine, replayOf(Array<number>(steps).fill(HOLD)));
    expect(frames.peek(steps)).toBeNull(); // nothing is simulated yet
    expect([frames.peek(300)]).toEqual(await framesAt(frames, [300]));
    const last = await framesAt(frames, [steps]);
    expect([frames.peek(steps)]).toEqual(last);
  });

  it("walks through the episode and records the same values as the frames", async () => {
    const frames = new LocalFrames(engine, replayOf(tour(STEPS)));
    const [surveyed, added] = [new Track(frames.total), new Track(frames.total)];
    let calls = 0;
    expect(
      await frames.survey(surveyed, never, () => {
        calls += 1;
      }),
    ).toBe(true);
    expect(calls).toBeGreaterThan(0);
    for (let step = 0; step <= STEPS; step += 1) added.add(frames.peek(step)!);
    expect(surveyed).toEqual(added);
    expect(surveyed.isComplete).toBe(true);
  });

  it("continues where the track ends", async () => {
    const frames = new LocalFrames(engine, replayOf(tour(STEPS)));
    const track = new Track(frames.total);
    track.note({ ...emptySummary, step: 0 });
    track.note({ ...emptySummary, step: 1 });
    await frames.survey(track, never, () => undefined);
    expect(track.isComplete).toBe(true);
    expect([track.tick[1], track.tick[2]]).toEqual([emptySummary.tick, frames.peek(2)!.tick]);
  });

  it("sums the rewards, and marks numbers outside the actions", async () => {
    const frames = await new LocalFrames(engine, replayOf(tour(200))).load(
      { start: 0, stop: 201, stride: 1 },
      never,
    );
    let total = 0;
    for (const frame of frames) {
      total += frame.reward;
      expect(frame.return).toBe(total);
    }
    expect(frames[97]).toMatchObject({ action: N_ACTIONS, was_illegal: true });
    expect(frames[97]!.events).toContain("invalid_action");
  });

  it("continues from a state", async () => {
    const whole = new LocalFrames(engine, replayOf(tour(64)));
    const expected = await framesAt(whole, [48, 64]);
    const world = engine.createWorld();
    world.reset(9n);
    world.run(tour(64).slice(0, 40));
    const fork = new LocalFrames(engine, replayOf(tour(64).slice(40), world.getState()));
    const found = await framesAt(fork, [8, 24]);
    found.forEach((frame, i) => {
      const { ship, rocks, tick } = expected[i]!;
      expect(frame).toMatchObject({ ship, rocks, tick });
    });
    expect((await framesAt(fork, [0]))[0]).toMatchObject({ action: null, dt: 0, return: 0 });
  });

  it("reports an episode that ends before its replay", async () => {
    const options = { ...DEFAULT_OPTIONS, time_max: 3 };
    const replay = replayOf([HOLD, HOLD, HOLD, HOLD]);
    const frames = new LocalFrames(engine, { ...replay, header: { ...replay.header, options } });
    const message = "ends at step 3, before the replay does";
    await expect(framesAt(frames, [4])).rejects.toThrow(message);
    const track = new Track(frames.total);
    await expect(frames.survey(track, never, () => undefined)).rejects.toThrow(message);
    expect(track.numKnown).toBe(4);
  });

  it("stops when aborted", async () => {
    const aborter = new AbortController();
    const frames = new LocalFrames(engine, replayOf(tour(STEPS)));
    const waiting = frames.load({ start: STEPS, stop: STEPS + 1, stride: 1 }, aborter.signal);
    const surveying = frames.survey(new Track(frames.total), aborter.signal, () => undefined);
    aborter.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
    await expect(surveying).rejects.toThrow(/abort/i);
  });

  it("knows the truth of a step, and what the ship believes of far ways", async () => {
    const frames = new LocalFrames(engine, replayOf([LISTEN, 0, HOLD]));
    const [start, heard, away] = [0, 1, 2].map((step) => frames.insight(step));
    expect(start!.rocks).toEqual([]);
    expect(start!.belt[0]!.neighbors.every((way) => way.threat_estimate === 0.5)).toBe(true);
    expect(heard!.belt[0]!.neighbors.some((way) => way.threat_estimate === 0.5)).toBe(false);
    expect(away!.belt[0]).toEqual(heard!.belt[0]); // the estimate stays at that end
    const [frame] = await framesAt(frames, [2]);
    expect(away!.rocks.map((rock) => rock.slot)).toEqual(frame!.rocks.map((rock) => rock.slot));
    expect(frame!.rocks[0]!.composition).toEqual(
      away!.rocks[0]!.composition_estimate.map((share) => Math.fround(share)),
    );
  });
});

function sourceOf(total: number, frames: () => Promise<readonly Frame[]>): FrameSource {
  return { total, load: frames, insight: () => null, close: () => undefined };
}

describe("ReplayFrames", () => {
  const range = { start: 0, stop: 1, stride: 1 };
  const ours = sourceOf(3, async () => []);

  it("takes the engine here if it can", async () => {
    const frames = new ReplayFrames(
      async () => ours,
      sourceOf(3, () => Promise.reject(new Error())),
    );
    expect(await frames.load(range, never)).toEqual([]);
    expect(frames.origin.value).toEqual({ kind: "browser" });
  });

  it.each([
    [() => Promise.reject(new Error("no WebAssembly")), "no WebAssembly"],
    [async () => sourceOf(9, async () => []), "the file has 8 steps, 2 are listed"],
  ])("falls back to the server and gives the reason", async (openLocal, reason) => {
    const frames = new ReplayFrames(openLocal, ours);
    expect(await frames.load(range, never)).toEqual([]);
    expect(frames.origin.value).toEqual({ kind: "server", reason });
    expect(frames.insight(0)).toBeNull();
  });

  it("goes through the episode where the engine does, and only there", async () => {
    const local: FrameSource = { ...ours, peek: () => makeFrame(1), survey: async () => true };
    const failing = () => Promise.reject(new Error("no WebAssembly"));
    const [here, there] = [async () => local, failing].map((open) => new ReplayFrames(open, ours));
    const survey = (frames: ReplayFrames) => frames.survey(new Track(3), never, () => undefined);
    expect(here!.peek(1)).toBeNull(); // nothing is open yet
    expect([await survey(here!), await survey(there!)]).toEqual([true, false]);
    expect([here!.peek(1)?.step, there!.peek(1)]).toEqual([1, null]);
  });

  it("tries all again where neither answered", async () => {
    let calls = 0;
    const openLocal = () =>
      calls++ === 0 ? Promise.reject(new Error("gone")) : Promise.resolve(ours);
    const frames = new ReplayFrames(
      openLocal,
      sourceOf(3, () => Promise.reject(new Error("gone"))),
    );
    await expect(frames.load(range, never)).rejects.toThrow("gone");
    expect(await frames.load(range, never)).toEqual([]);
    expect(frames.origin.value).toEqual({ kind: "browser" });
  });
});
