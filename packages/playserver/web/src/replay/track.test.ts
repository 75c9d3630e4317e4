import { describe, expect, it } from "vitest";
import { makeFrame } from "../testing/samples";
import { eventBits, stretchBefore, Track } from "./track";

function trackOf(ticks: readonly number[]): Track {
  const track = new Track(ticks.length);
  for (const [step, tick] of ticks.entries()) track.add(makeFrame(step, { tick }));
  return track;
}

describe("Track", () => {
  it("knows what was added, once", () => {
    const track = new Track(3);
    track.add(makeFrame(1, { action: 28, node: 4, was_illegal: true }));
    track.add(makeFrame(1, { action: 28, node: 4, was_illegal: true }));
    expect(track.numKnown).toBe(1);
    expect(track.isKnown(0)).toBe(false);
    expect(track.isKnown(1)).toBe(true);
    expect(track.actionAt(1)).toBe(28);
    expect(track.node[1]).toBe(4);
    expect(track.wasIllegal(1)).toBe(true);
  });

  it("has no action at the reset and where nothing is known", () => {
    const track = new Track(2);
    track.add(makeFrame(0));
    expect(track.actionAt(0)).toBeNull();
    expect(track.actionAt(1)).toBeNull();
  });

  it("gives the ticks between two known steps", () => {
    const track = trackOf([0, 1, 9]);
    expect(track.ticksToNext(1)).toBe(8);
    expect(track.ticksToNext(2)).toBeNull();
    expect(new Track(3).ticksToNext(0)).toBeNull();
  });

  it("ignores frames that it has no place for", () => {
    const track = new Track(1);
    track.add(makeFrame(5));
    expect(track.numKnown).toBe(0);
  });
});

describe("eventBits", () => {
  it("numbers events as the spec does", () => {
    expect(eventBits(["travelled", "pirates"])).toBe((1 << 1) | (1 << 12));
    expect(eventBits(["no such event"])).toBe(0);
  });
});

describe("stretchBefore", () => {
  it("goes back to a tick", () => {
    expect(stretchBefore(trackOf([0, 2, 4, 6]), 3, 2)).toEqual([1, 3]);
  });

  it("stops where nothing is known", () => {
    const track = new Track(4);
    for (const step of [0, 2, 3]) track.add(makeFrame(step));
    expect(stretchBefore(track, 3, 0)).toEqual([2, 3]);
  });
});

describe("a track that is played", () => {
  it("grows by a frame at a time and keeps what was there", () => {
    const track = new Track();
    for (let step = 0; step < 1000; step += 1) track.append(makeFrame(step, { node: step % 7 }));
    expect(track.total).toBe(1000);
    expect(track.isComplete).toBe(true);
    expect(track.node[500]).toBe(500 % 7);
    expect(track.prices[2]![999]).toBe(102); // 100 + commodity, in samples.ts
    expect(track.isKnown(1000)).toBe(false);
    expect(() => track.append(makeFrame(1001))).toThrow("step is 1001, expected 1000");
  });

  it("forgets what was taken back", () => {
    const track = new Track();
    for (let step = 0; step < 10; step += 1) track.append(makeFrame(step));
    track.truncate(4);
    expect([track.total, track.numKnown]).toEqual([4, 4]);
    expect(track.actionAt(4)).toBeNull();
    expect(track.isKnown(4)).toBe(false);
    track.append(makeFrame(4, { action: 11 }));
    expect([track.total, track.actionAt(4)]).toEqual([5, 11]);
  });
});
