import { describe, expect, it } from "vitest";
import { ACTIONS } from "../generated/spec";
import { makeFrame } from "../testing/samples";
import { bookingsOf, bookingTexts, roundToTotal, termsText } from "./ledger";
import { largestMoments, momentLabel, momentsOf } from "./moments";
import { stopSteps } from "./events";
import { summarize, verdictOf } from "./summary";
import { Track } from "./track";

const id = (name: string): number => ACTIONS.findIndex((action) => action.name === name);
const { ship } = makeFrame(0);
const cargo = (...units: number[]): number[] => [0, 1, 2, 3, 4, 5].map((c) => units[c] ?? 0);

function trackOf(...frames: Parameters<typeof makeFrame>[1][]): Track {
  const track = new Track(frames.length);
  for (const [step, changes] of frames.entries()) track.add(makeFrame(step, changes));
  return track;
}

describe("bookingsOf", () => {
  it("gives credits and units of a sale", () => {
    const track = trackOf(
      { cargo: cargo(0, 12) },
      {
        action: id("SELL_NICKEL_50"),
        events: ["sold"],
        cargo: cargo(0, 6),
        ship: { ...ship, net_profit: 330 },
      },
    );
    const [sale] = bookingsOf(track, 1);
    expect(sale).toEqual({ kind: "sale", credits: 330, units: 6, commodity: 1 });
    expect(bookingTexts(sale!)).toEqual(["+330 cr", "6.0 u"]);
    expect(bookingsOf(track, 0)).toEqual([]);
  });

  it("gives price and amount of bought fuel", () => {
    const track = trackOf(
      { ship: { ...ship, fuel: 500, net_profit: 900 } },
      {
        action: id("BUY_FUEL_MEDIUM"),
        events: ["bought"],
        ship: { ...ship, fuel: 760, net_profit: 780 },
      },
    );
    expect(bookingTexts(bookingsOf(track, 1)[0]!)).toEqual(["\u2212120 cr", "+260 fuel"]);
  });

  it("gives value, units and damage of an attack", () => {
    // prices are 100 and 101: a tenth of 20 iron and 10 nickel is stolen, worth 2 * 100 + 101
    const track = trackOf(
      { cargo: cargo(20, 10), node: 3 },
      {
        action: 0,
        node: 4,
        events: ["travelled", "pirates"],
        cargo: cargo(18, 9),
        reward_terms: { pirate: -0.301, damage: -0.25 },
      },
    );
    const [theft, damage] = bookingsOf(track, 1);
    expect(theft!.credits).toBeCloseTo(-301, 3);
    expect(theft!.units).toBeCloseTo(3, 5);
    expect(bookingTexts(theft!)).toEqual(["\u2212301 cr", "3.0 u stolen"]);
    expect(bookingTexts(damage!)).toEqual(["\u22122.5 hull"]);
  });
});

describe("roundToTotal", () => {
  it.each([
    [
      [0.0004, 0.0004, 0.0004],
      [0.001, 0, 0],
    ],
    [
      [1 / 3, 1 / 3, 1 / 3],
      [0.334, 0.333, 0.333],
    ],
    [
      [-100, -9.2004, -0.0004],
      [-100, -9.2, -0.001],
    ],
    [
      [0.5, -0.001],
      [0.5, -0.001],
    ],
  ])("of %s adds up", (values, rounded) => {
    expect(roundToTotal(values, 3)).toEqual(rounded);
  });
});

describe("termsText", () => {
  it("leaves out what is 0, and starts with the largest", () => {
    expect(termsText({ sell: 0.5, extract: 0, time: -0.001, damage: -3 }, -2.501)).toBe(
      "damage \u22123.000, sell +0.500, time \u22120.001",
    );
  });

  it("has only the two terms of a sparse reward", () => {
    expect(termsText({ sell: 0.5, time: -0.001, terminal: 0.1 }, 0.6)).toBe(
      "sell +0.500, terminal +0.100",
    );
  });
});

// mine; two sales and a purchase in one visit; a fracture; the end
const episode = trackOf(
  { node: 2 },
  { node: 2, action: 28, events: ["mined"], return: 0.1 },
  { action: id("SELL_IRON_100"), events: ["sold"], return: 2.1 },
  { action: id("SELL_PGE_100"), events: ["sold"], return: 3.1 },
  { action: id("BUY_FUEL_SMALL"), events: ["bought"], return: 3.0 },
  { node: 5, action: 29, events: ["mined", "fracture"], return: -0.5 },
  { node: 5, action: 29, events: ["mined", "fracture", "destroyed"], return: -109.5 },
);

describe("momentsOf", () => {
  it("sums the sales of a visit, and sorts by reward", () => {
    const { gains, losses } = largestMoments(momentsOf(episode), 8);
    expect(gains.map(({ step, last, count }) => [step, last, count])).toEqual([[2, 3, 2]]);
    expect(gains[0]!.reward).toBeCloseTo(3.0, 9);
    expect(losses.map(({ step }) => step)).toEqual([6, 5, 4]);
    expect(losses[0]!.reward).toBeCloseTo(-109.0, 9);
  });

  it("names them", () => {
    const { gains, losses } = largestMoments(momentsOf(episode), 8);
    expect([...gains, ...losses].map((moment) => momentLabel(episode, moment))).toEqual([
      "2 sales in a visit",
      "Destroyed at node 5",
      "Fracture at node 5",
      "Buy fuel small",
    ]);
  });
});

describe("stopSteps", () => {
  it("counts the trades of a visit once, and skips them among setbacks", () => {
    expect([...stopSteps(episode, false)]).toEqual([2, 5, 6]);
    expect([...stopSteps(episode, true)]).toEqual([5, 6]);
  });
});

describe("summarize", () => {
  // out to node 3, 8 units of iron; home; sold for 400; fuel for 60; out again and destroyed
  const track = trackOf(
    {},
    { tick: 4, node: 3, action: 0, events: ["travelled"], reward_terms: { time: -0.004 } },
    { tick: 5, node: 3, action: 28, events: ["mined"], cargo: cargo(8), reward_terms: {} },
    { tick: 9, node: 0, action: 0, events: ["travelled"], cargo: cargo(8) },
    {
      tick: 10,
      action: id("SELL_IRON_100"),
      events: ["sold"],
      ship: { ...ship, net_profit: 400 },
      reward_terms: { sell: 0.4 },
    },
    {
      tick: 11,
      action: id("BUY_FUEL_SMALL"),
      events: ["bought"],
      ship: { ...ship, net_profit: 340 },
      reward_terms: { sell: -0.06 },
    },
    {
      tick: 15,
      node: 3,
      action: 0,
      events: ["travelled", "destroyed"],
      ship: { ...ship, net_profit: 340 },
      reward_terms: { damage: -2.5, terminal: -100 },
      return: -102.164,
    },
  );

  it("counts sales, spending, time, hull and trips", () => {
    const summary = summarize(track);
    expect(summary.sales[0]).toEqual({ units: 8, credits: 400 });
    expect(summary.spending).toEqual([-60, 0, 0]);
    expect(summary.ticksByGroup).toEqual([4 + 4 + 4, 0, 1, 0, 1 + 1, 0]);
    expect(summary.hull).toEqual([0, 0, 0, 25]);
    expect(summary.trips.map(({ nodes, ...trip }) => ({ ...trip, nodes: [...nodes] }))).toEqual([
      { step: 1, ticks: 11, nodes: [3], mined: 8, sold: 400, spent: 60, hull: 0 },
      { step: 6, ticks: 4, nodes: [3], mined: 0, sold: 0, spent: 0, hull: 25 },
    ]);
    expect(summary.terms.find(([name]) => name === "sell")![1]).toBeCloseTo(0.34, 6);
  });

  it("says why it ended, and what made the return", () => {
    expect(verdictOf(track, summarize(track))).toEqual([
      "Destroyed at tick 15 at node 3. The dangers of the place took the last 25.0 of the hull.",
      "Sales brought 400 credits and purchases cost 60.",
      "The return is \u2212102.16: mostly \u2212100.00 for the end, \u22122.50 for damage, " +
        "+0.34 from trade.",
    ]);
  });
});
