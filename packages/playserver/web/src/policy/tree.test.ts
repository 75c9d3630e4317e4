// The tree of lines, and the columns of a policy.
import { describe, expect, it } from "vitest";
import { N_ACTIONS } from "../generated/spec";
import { PolicyTrack } from "./policy_track";
import { grow, listed, plant } from "./tree";

describe("a tree of lines", () => {
  const two = grow(grow(plant("flown"), 0, 50, "a"), 1, 80, "b");

  it("keeps every line, with its parent and step", () => {
    expect(two.map(({ parent, step, content }) => [parent, step, content])).toEqual([
      [null, 0, "flown"],
      [0, 50, "a"],
      [1, 80, "b"],
    ]);
    expect(grow(two, 0, 10, "c").slice(0, 3)).toEqual(two);
  });

  it("hangs a branch from before a fork on the line that had the step first", () => {
    expect(grow(two, 2, 60, "c")[3]).toMatchObject({ parent: 1 });
    expect(grow(two, 2, 50, "c")[3]).toMatchObject({ parent: 0 });
    expect(grow(two, 2, 20, "c")[3]).toMatchObject({ parent: 0 });
    expect(grow(two, 2, 81, "c")[3]).toMatchObject({ parent: 2 });
  });

  it("lists branches below their line, by step", () => {
    const four = grow(grow(two, 0, 10, "c"), 0, 50, "d");
    expect(listed(four).map(({ branch, depth }) => `${depth} ${branch.content}`)).toEqual([
      "0 flown",
      "1 c",
      "1 a",
      "2 b",
      "1 d",
    ]);
  });
});

describe("the columns of a policy", () => {
  function decision(entropy: number, sure: number) {
    const probabilities = new Float32Array(N_ACTIONS);
    probabilities[sure] = 0.75;
    probabilities[0] = 0.25;
    return { probabilities, value: entropy * 2, entropy };
  }
  const track = new PolicyTrack("p", 12);
  for (let step = 0; step < 11; step += 1) track.append(decision(step === 4 ? 9 : step / 10, 7));
  track.append(null);

  it("has the likeliest actions, and none of the impossible ones", () => {
    expect(track.likeliest(3, 5)).toEqual([
      { action: 7, probability: 0.75 },
      { action: 0, probability: 0.25 },
    ]);
    expect(track.probabilityOf(3, N_ACTIONS)).toBe(0);
    expect(track.value[4]).toBe(18);
  });

  it("finds where the policy was torn, apart from each other", () => {
    expect(track.mostUncertain(3, 3)).toEqual([4, 10, 7]);
    expect(track.hasDecision(11)).toBe(false);
    expect(track.numKnown).toBe(12);
  });
});
