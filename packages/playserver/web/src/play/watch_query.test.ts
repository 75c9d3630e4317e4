// The address of Watch.
import { describe, expect, it } from "vitest";
import { formatWatchQuery, parseWatchQuery } from "./watch_query";

describe("the address of Watch", () => {
  it("holds pilot, seed and length", () => {
    const query = { pilot: "pretrained:default", seed: "18446744073709551615", timeMax: 20_000 };
    expect(parseWatchQuery(formatWatchQuery(query))).toEqual(query);
    expect(formatWatchQuery(query)).toContain("pilot=pretrained:default");
  });

  it.each(["", "?seed=-1", "?seed=x&time_max=0", "?seed=18446744073709551616"])(
    "ignores what is invalid in %s",
    (search) => {
      expect(parseWatchQuery(search)).toEqual({ pilot: null, seed: null, timeMax: 2000 });
    },
  );
});
