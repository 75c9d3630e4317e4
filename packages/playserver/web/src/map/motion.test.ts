import { describe, expect, it } from "vitest";
import { nextNode, Track } from "../replay/track";
import { makeFrame } from "../testing/samples";
import { lastTrips, shipPose } from "./motion";

const A = { x: 0, y: 0 };
const B = { x: 100, y: 100 };

describe("shipPose", () => {
  it("stands beside its node at rest", () => {
    const pose = shipPose(A, A, 0, Math.SQRT2);
    expect(pose.x).toBeCloseTo(1);
    expect(pose.y).toBeCloseTo(-1);
  });

  it("is on the edge halfway, and points along it", () => {
    const pose = shipPose(A, B, 0.5, 10);
    expect(pose.x).toBeCloseTo(50);
    expect(pose.y).toBeCloseTo(50);
    expect(pose.headingDeg).toBeCloseTo(45);
  });

  it("leaves and arrives where it rests, without a jump", () => {
    const rest = shipPose(A, A, 0, 10);
    const leaving = shipPose(A, B, 0, 10);
    expect([leaving.x, leaving.y]).toEqual([rest.x, rest.y]);
    const arriving = shipPose(A, B, 1, 10);
    expect(arriving.x).toBeCloseTo(shipPose(B, B, 0, 10).x);
    expect(arriving.y).toBeCloseTo(shipPose(B, B, 0, 10).y);
  });
});

describe("trips", () => {
  const track = new Track(5);
  [0, 3, 3, 5, 3].forEach((node, step) => {
    track.add(makeFrame(step, { node, action: step === 0 ? null : step === 2 ? 6 : 0 }));
  });

  it("lists the last ones, the latest first", () => {
    expect(lastTrips(track, 4, 2)).toEqual([
      [5, 3],
      [3, 5],
    ]);
    expect(lastTrips(track, 2, 9)).toEqual([[0, 3]]);
  });

  it("knows where the next step leads", () => {
    expect(nextNode(track, 0)).toBe(3);
    expect(nextNode(track, 1)).toBe(3);
    expect(nextNode(track, 4)).toBe(3); // the end: nowhere else
  });
});
