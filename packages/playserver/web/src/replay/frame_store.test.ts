import { describe, expect, it } from "vitest";
import { makeFrame } from "../testing/samples";
import type { FrameLoader } from "./frame_source";
import { FrameStore, PAGE_STEPS } from "./frame_store";

interface Recorder extends FrameLoader {
  readonly starts: number[];
  failures: number;
}

function sourceOf(total: number): Recorder {
  const source: Recorder = {
    total,
    starts: [],
    failures: 0,
    load({ start, stop, stride }) {
      if (stride > 1) {
        const count = Math.ceil((stop - start) / stride);
        return Promise.resolve(Array.from({ length: count }, (_, i) => makeFrame(i * stride)));
      }
      source.starts.push(start);
      if (source.failures > 0) {
        source.failures -= 1;
        return Promise.reject(new Error("no answer"));
      }
      return Promise.resolve(Array.from({ length: stop - start }, (_, i) => makeFrame(start + i)));
    },
  };
  return source;
}

/** Resolve once `isDone`, asked whenever the store changes. */
function storeUntil(source: FrameLoader, isDone: (store: FrameStore) => boolean, wanted = 0) {
  return new Promise<FrameStore>((resolve) => {
    const store: FrameStore = new FrameStore(source, () => {
      if (isDone(store)) resolve(store);
    });
    store.want(wanted);
  });
}

describe("FrameStore", () => {
  it("loads every page once", async () => {
    const source = sourceOf(2 * PAGE_STEPS + 1);
    const store = await storeUntil(source, (s) => s.track.isComplete);
    expect(source.starts).toEqual([0, PAGE_STEPS, 2 * PAGE_STEPS]);
    expect(store.at(2 * PAGE_STEPS)?.step).toBe(2 * PAGE_STEPS);
    expect(store.at(2 * PAGE_STEPS + 1)).toBeUndefined();
  });

  it("starts to load at the step that is shown", async () => {
    const source = sourceOf(4 * PAGE_STEPS);
    await storeUntil(source, (s) => s.track.isComplete, 2 * PAGE_STEPS + 7);
    expect(source.starts.slice(0, 2)).toEqual([2 * PAGE_STEPS, 3 * PAGE_STEPS]);
    expect(source.starts).toHaveLength(4);
  });

  it("shows a frame at once if the source has it in memory", () => {
    const never = () => new Promise<never>(() => undefined);
    const source = { total: 9 * PAGE_STEPS, load: never, peek: (step: number) => makeFrame(step) };
    const store = new FrameStore(source, () => undefined);
    store.want(7 * PAGE_STEPS);
    expect(store.at(7 * PAGE_STEPS)?.step).toBe(7 * PAGE_STEPS);
    expect(store.at(9 * PAGE_STEPS)).toBeUndefined();
    expect(store.track.isKnown(7 * PAGE_STEPS)).toBe(false);
  });

  it("loads nothing from a source that goes through the whole episode", async () => {
    const source = sourceOf(9 * PAGE_STEPS);
    let known = 0;
    const surveyor: FrameLoader = {
      ...source,
      peek: (step) => (step < known ? makeFrame(step) : null),
      async survey(track, _signal, onProgress) {
        for (let step = 0; step < track.total; step += 1) {
          track.add(makeFrame(step));
          known = step + 1;
          onProgress();
        }
        return true;
      },
    };
    const wanted = 5 * PAGE_STEPS;
    const seen: number[] = []; // how many steps were known at each change
    const store: FrameStore = new FrameStore(surveyor, () => seen.push(known));
    store.want(wanted);
    expect(store.at(wanted)?.step).toBe(wanted);
    await Promise.resolve();
    expect(seen).toEqual([wanted + 1, store.total]); // the frame is here; all is known
    store.want(7);
    await Promise.resolve();
    expect(seen).toHaveLength(2); // what is known already is shown without a change
    expect(source.starts).toEqual([]);
  });

  it("continues with the nearest page", async () => {
    const source = sourceOf(5 * PAGE_STEPS);
    await storeUntil(source, (s) => s.track.isComplete, 2 * PAGE_STEPS);
    expect(source.starts.map((start) => start / PAGE_STEPS)).toEqual([2, 3, 1, 0, 4]);
  });

  it("knows the profit of a long replay before its frames", async () => {
    const source = sourceOf(10 * PAGE_STEPS);
    const last = 7 * 357; // every 7th (2500 / 400, rounded up) below 2500
    const store = await storeUntil(source, (s) => !Number.isNaN(s.track.netProfit[last]));
    expect(store.track.isKnown(last)).toBe(false);
    expect(source.starts).toEqual([0]);
  });

  it("drops the pages used longest ago and loads them again when wanted", async () => {
    const source = sourceOf(60 * PAGE_STEPS);
    const store = await storeUntil(source, (s) => s.track.isComplete);
    const gone = Array.from({ length: 60 }, (_, page) => page).find(
      (page) => store.at(page * PAGE_STEPS) === undefined,
    )!;
    expect(gone).toBeGreaterThan(1); // the one looked at and the next one stay
    expect(store.track.isKnown(gone * PAGE_STEPS)).toBe(true);
    store.want(gone * PAGE_STEPS);
    await Promise.resolve();
    expect(source.starts.at(-1)).toBe(gone * PAGE_STEPS);
  });

  it("reports why it stopped, and continues after a retry", async () => {
    const source = sourceOf(10);
    source.failures = 1;
    const store = await storeUntil(source, (s) => s.error !== null);
    expect(store.error?.message).toBe("no answer");
    store.want(0);
    await Promise.resolve();
    await Promise.resolve();
    expect(store.error).toBeNull();
    expect(store.at(9)?.step).toBe(9);
  });

  it("refuses a page with frames missing", async () => {
    const source: FrameLoader = { total: 10, load: () => Promise.resolve([makeFrame(0)]) };
    const store = await storeUntil(source, (s) => s.error !== null);
    expect(store.error?.message).toBe("The server sent 1 of the frames 0 to 9.");
  });
});
