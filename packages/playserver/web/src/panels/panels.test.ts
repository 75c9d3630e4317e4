import { describe, expect, it } from "vitest";
import { unitValue } from "./rocks_panel";
import { toneOfLoad, toneOfStock } from "./ship_panel";

describe("unitValue", () => {
  it("is the mean price by the composition", () => {
    const composition = [0.5, 0.25, 0.25, 0, 0, 0];
    const prices = [40, 60, 80, 1, 1, 1];
    expect(unitValue({ composition }, prices)).toBe(0.5 * 40 + 0.25 * 60 + 0.25 * 80);
  });
});

describe("tones", () => {
  it("warn of what runs out", () => {
    expect([0.1, 0.3, 0.9].map(toneOfStock)).toEqual(["bad", "warn", "good"]);
  });

  it("warn of what runs over, from where it begins to cost", () => {
    expect([0.6, 0.7, 0.95].map((share) => toneOfLoad(share, 0.7))).toEqual([
      "good",
      "warn",
      "bad",
    ]);
  });
});
