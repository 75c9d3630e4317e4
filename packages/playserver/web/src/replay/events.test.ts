import { describe, expect, it } from "vitest";
import { makeFrame } from "../testing/samples";
import { eventsOf, lastAtOrBefore, logSteps, severityOf } from "./events";
import { eventBits, Track } from "./track";

describe("eventsOf", () => {
  it("reads a set in the order of the spec", () => {
    const bits = eventBits(["pirates", "mined"]);
    expect(eventsOf(bits).map((event) => event.label)).toEqual(["Mined", "Pirates"]);
    expect(eventsOf(0)).toEqual([]);
  });
});

describe("severityOf", () => {
  it("is that of the gravest", () => {
    expect(severityOf(eventBits(["sold"]))).toBe("good");
    expect(severityOf(eventBits(["sold", "market_shock"]))).toBe("warn");
    expect(severityOf(eventBits(["mined", "fracture", "sold"]))).toBe("bad");
    expect(severityOf(0)).toBe("plain");
  });
});

describe("logSteps", () => {
  const track = new Track(5);
  track.add(makeFrame(0));
  track.add(makeFrame(1, { events: ["mined"] }));
  track.add(makeFrame(2, { events: ["mined", "fracture"] }));
  track.add(makeFrame(4, { events: ["sold"] })); // 3 has not arrived

  it("has every known step but the reset", () => {
    expect([...logSteps(track, false)]).toEqual([1, 2, 4]);
  });

  it("leaves out routine where asked to", () => {
    expect([...logSteps(track, true)]).toEqual([2, 4]);
  });
});

describe("lastAtOrBefore", () => {
  const steps = Int32Array.of(3, 5, 9);
  it.each([
    [2, -1],
    [3, 0],
    [8, 1],
    [9, 2],
    [99, 2],
  ])("of %s is %s", (step, index) => {
    expect(lastAtOrBefore(steps, step)).toBe(index);
  });
});
