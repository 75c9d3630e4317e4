import { describe, expect, it } from "vitest";
import { makeFrame } from "../testing/samples";
import { ACTION_GROUPS } from "../replay/actions";
import { foldTrack, lanesOf } from "./timeline";
import { Track } from "../replay/track";

const MINE = 28;
const TRAVEL = 0;

describe("foldTrack", () => {
  it("takes of several steps what was done most, the gravest event and the last profit", () => {
    const track = new Track(4);
    const ship = makeFrame(0).ship;
    track.add(makeFrame(0, { action: MINE, events: ["mined"] }));
    track.add(makeFrame(1, { action: MINE, events: ["fracture"] }));
    track.add(makeFrame(2, { action: TRAVEL, events: ["sold"] }));
    track.add(makeFrame(3, { action: MINE, ship: { ...ship, net_profit: 7 } }));
    const folded = foldTrack(track, 1);
    expect(ACTION_GROUPS[folded.group[0]!]).toBe("mine");
    expect(folded.mark[0]).toBe(3);
    expect(folded.netProfit[0]).toBe(7);
  });

  it("marks steps without known values", () => {
    const track = new Track(2);
    track.add(makeFrame(1, { action: TRAVEL }));
    const folded = foldTrack(track, 2);
    expect(folded.group[0]).toBe(-1);
    expect(folded.netProfit[0]).toBeNaN();
    expect(ACTION_GROUPS[folded.group[1]!]).toBe("travel");
  });
});

describe("lanesOf", () => {
  it.each([118, 66, 44])("gives every curve of %s pixels enough height for its name", (height) => {
    for (const withEntropy of [false, true]) {
      const { profit, returns, reward, entropy, actions } = lanesOf(height, withEntropy);
      const shown = [profit, returns, reward, entropy].filter((lane) => lane !== null);
      const ends = [...shown.slice(1).map(({ top }) => top), actions.top];
      shown.forEach((lane, index) => {
        expect(lane.height).toBeGreaterThanOrEqual(11);
        expect(lane.top + lane.height).toBeLessThanOrEqual(ends[index]!);
      });
      expect(entropy !== null).toBe(withEntropy);
      expect(profit !== null).toBe(height > 44 || !withEntropy);
    }
  });
});
