import { describe, expect, it } from "vitest";
import {
  clamp,
  formatAgo,
  formatBytes,
  formatCompact,
  formatNumber,
  formatPercent,
  formatSigned,
  humanize,
} from "./format";

describe("numbers", () => {
  it("groups thousands and uses a true minus", () => {
    expect(formatNumber(1234567)).toBe("1,234,567");
    expect(formatNumber(-2.34567, 2)).toBe("\u22122.35");
  });

  it("has no negative zero", () => {
    expect(formatNumber(-0.001, 1)).toBe("0.0");
    expect(formatSigned(0.001, 1)).toBe("0.0");
  });

  it("signs what is above zero", () => {
    expect(formatSigned(5)).toBe("+5");
    expect(formatSigned(-5)).toBe("\u22125");
    expect(formatSigned(0.25, 2)).toBe("+0.25");
  });

  it("is short in tight places", () => {
    expect(formatCompact(999)).toBe("999");
    expect(formatCompact(12_300)).toBe("12.3 k");
    expect(formatCompact(196_608)).toBe("197 k");
    expect(formatCompact(2_500_000)).toBe("2.5 M");
    expect(formatCompact(-0.5)).toBe("\u22120.5");
  });

  it("formats shares in percent and sizes in bytes", () => {
    expect(formatPercent(0.314)).toBe("31 %");
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(4_530)).toBe("4.5 kB");
  });

  it("keeps to bounds", () => {
    expect(clamp(-1, 0, 2)).toBe(0);
    expect(clamp(3, 0, 2)).toBe(2);
  });
});

describe("names", () => {
  it("reads as words", () => {
    expect(humanize("water_ice")).toBe("Water ice");
    expect(humanize("WIDE_SCAN")).toBe("Wide scan");
  });
});

describe("formatAgo", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  it.each([
    ["2026-01-01T23:59:58Z", "just now"],
    ["2026-01-01T23:59:18Z", "42 s ago"],
    ["2026-01-01T23:48:00Z", "12 min ago"],
    ["2026-01-01T21:00:00Z", "3 h ago"],
    ["2025-12-23T00:00:00Z", "10 d ago"],
    ["2026-01-02T00:05:00Z", "just now"],
  ])("%s is %s", (iso, text) => {
    expect(formatAgo(iso, now)).toBe(text);
  });
});
