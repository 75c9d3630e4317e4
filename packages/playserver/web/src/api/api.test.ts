import { describe, expect, it } from "vitest";
import type { Frame, FoundReplay } from "../generated/api";
import { ALL_REPLAYS, formatReplayQuery, isMatch, parseReplayQuery } from "./replay_query";
import { pickFrames, pickMetrics } from "./site_api";

const found = {
  run_id: "a",
  entry: { window: 3, tags: ["best_so_far"], policy: "ppo" },
} as FoundReplay;

describe("the query for replays", () => {
  it("reads what it writes", () => {
    const query = { run: "a", window: 3, tag: "milestone:profit:1", policy: "p", page: 4 };
    expect(parseReplayQuery(formatReplayQuery(query))).toEqual(query);
    expect(formatReplayQuery(ALL_REPLAYS)).toBe("");
  });

  it.each(["?window=-1&page=x", "?window=&page=0", "?run=&tag=&policy="])(
    "leaves %s open",
    (search) => {
      expect(parseReplayQuery(search)).toEqual(ALL_REPLAYS);
    },
  );

  it("finds rows that match every filter", () => {
    expect(isMatch(found, ALL_REPLAYS)).toBe(true);
    expect(isMatch(found, { ...ALL_REPLAYS, run: "a", window: 3, tag: "best_so_far" })).toBe(true);
    for (const other of [{ run: "b" }, { window: 4 }, { tag: "x" }, { policy: "bot" }]) {
      expect(isMatch(found, { ...ALL_REPLAYS, ...other })).toBe(false);
    }
  });
});

describe("the files of a site", () => {
  const frame = (step: number) => ({ step }) as Frame;

  it("gives frames across pages at a stride", () => {
    const pages = [[frame(2), frame(3)], [frame(4), frame(5)], [frame(6)]];
    const picked = pickFrames(pages, 1, 2, { start: 3, stop: 7, stride: 2 });
    expect(picked.map(({ step }) => step)).toEqual([3, 5]);
  });

  it("gives the curves that are there", () => {
    const one = { run_id: "a", total: 1, windows: [1], env_steps_total: [9], error: null };
    const list = { series: [{ ...one, values: { m: [2] } }] };
    expect(pickMetrics("a", list, ["m", "gone"])).toEqual([{ ...one, values: { m: [2] } }]);
  });
});
