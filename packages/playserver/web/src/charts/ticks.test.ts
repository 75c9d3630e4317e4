import { describe, expect, it } from "vitest";
import {
  clippedExtent,
  linearBelow,
  logTicks,
  paddedLog,
  tickText,
  tickTexts,
  valueNear,
} from "./ticks";

describe("logarithmic ticks", () => {
  it("are powers of ten, at most a few", () => {
    expect(logTicks([0.5, 2000], null)).toEqual([1, 10, 100, 1000]);
    expect(logTicks([1e-12, 1], null)).toHaveLength(7);
    expect(logTicks([12, 80], null)).toEqual([20, 50]);
    expect(logTicks([0.81, 1], null)).toEqual([0.81, 0.9, 1]);
  });

  it("are on both sides of a single zero", () => {
    const ticks = logTicks([-50, 2000], 1);
    // 0 and 1 are asinh(1) apart, less than a tenth of asinh(50) + asinh(2000)
    expect(ticks).toEqual([-10, 0, 10, 100, 1000]);
    expect(new Set(ticks.map(tickText)).size).toBe(ticks.length);
  });

  it("are far enough apart for their labels", () => {
    // 10 labels fit on asinh(1e5) + asinh(1e5) = 2 * 12.2; powers are ln(10) = 2.3 apart
    expect(logTicks([-1e5, 1e5], 1)).toEqual([-1e5, -1000, -10, 0, 10, 1000, 1e5]);
    expect(logTicks([-1e5, 3], 1)).toEqual([-1e5, -1e4, -1000, -100, -10, 0]);
  });

  it("begin a few decades below the largest value", () => {
    expect(linearBelow([[0, 1e-9, null, 900]])).toBe(10 ** (3 - 5));
    expect(linearBelow([[0, -2, 900]])).toBe(1);
    expect(linearBelow([[0, null]])).toBe(1);
  });

  it("differ from each other", () => {
    expect(tickTexts([6_001_000, 6_002_000], tickText)).toEqual(["6,001,000", "6,002,000"]);
    expect(tickTexts([2_000_000, 4_000_000], tickText)).toEqual(["2 M", "4 M"]);
    expect(tickTexts([100.1, 100.2], tickText)).toEqual(["100.1", "100.2"]);
  });

  it("name small values", () => {
    expect(tickText(0.0001)).toBe("1e\u22124");
    expect(tickText(20_000)).toBe("20 k");
    expect(tickText(0)).toBe("0");
  });

  it("have air by a factor", () => {
    const [low, high] = paddedLog([1, 1e4]);
    expect(low).toBeCloseTo(1 / 1e4 ** 0.06);
    expect(high).toBeCloseTo(1e4 * 1e4 ** 0.06);
  });
});

describe("clippedExtent", () => {
  it("leaves out the ends", () => {
    const values = [...Array.from({ length: 99 }, (_, index) => index), 1e9];
    // 2 % of 99 steps between 100 values, rounded outwards
    expect(clippedExtent([values, [null]])).toEqual([1, 98]);
    expect(clippedExtent([[null]])).toBeNull();
  });
});

describe("valueNear", () => {
  it("has no value beyond the ends of a line", () => {
    const values = [null, 1, null, null, 2, null];
    const near = values.map((_, index) => valueNear(values, index));
    expect(near).toEqual([null, 1, 1, 2, 2, null]);
  });
});
