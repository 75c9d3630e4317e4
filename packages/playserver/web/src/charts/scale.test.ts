import { describe, expect, it } from "vitest";
import { linePath, spanOf } from "./scale";

describe("spanOf", () => {
  it("adds air on both sides", () => {
    expect(spanOf([0, 10], 0.1)).toEqual({ low: 0 - 1, high: 10 + 1 });
  });

  it("is never empty", () => {
    const flat = spanOf([5, 5]);
    expect(flat.high).toBeGreaterThan(flat.low);
    expect(spanOf([])).toEqual({ low: 0, high: 1 });
  });
});

describe("linePath", () => {
  const unit = { low: 0, high: 1 };

  it("turns values upside down, as screens count", () => {
    expect(linePath([0, 1], [0, 1], unit, unit, 10, 20)).toBe("M0.0 20.0L10.0 0.0");
  });

  it("draws at most one point per pixel, and the last always", () => {
    const xs = Array.from({ length: 1001 }, (_, i) => i / 1000);
    const path = linePath(xs, xs, unit, unit, 10, 10);
    expect(path.split("L")).toHaveLength(11);
    expect(path.endsWith("L10.0 0.0")).toBe(true);
  });

  it("is empty without points", () => {
    expect(linePath([], [], unit, unit, 10, 10)).toBe("");
  });
});
