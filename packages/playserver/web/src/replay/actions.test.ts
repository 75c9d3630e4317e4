import { describe, expect, it } from "vitest";
import { ACTIONS } from "../generated/spec";
import { makeBelt } from "../testing/samples";
import { ACTION_GROUPS, actionGroup, actionLabel, isTravel, plannedLabel } from "./actions";

describe("actionLabel", () => {
  it.each([
    [null, "Start"],
    [0, "Travel by slot 0"],
    [8, "Wide scan"],
    [27, "Select rock 15"],
    [30, "Mine, aggressive"],
    [39, "Jettison PGE"],
    [43, "Sell 25 % Iron"],
    [57, "Sell 100 % Rare isotopes"],
    [63, "Buy fuel large"],
    [69, "Outside 0\u201368"],
  ])("%s is %s", (action, label) => {
    expect(actionLabel(action)).toBe(label);
  });

  it("names a trip by its end where that is known", () => {
    expect(actionLabel(2, 5)).toBe("Travel to node 5");
    expect(actionLabel(0, 0)).toBe("Travel to the station");
    expect(actionLabel(28, 5)).toBe("Mine, conservative");
  });

  it("names a planned trip by the neighbor in its slot", () => {
    const [station] = makeBelt(9, 1);
    const [first] = station!.neighbors;
    expect(plannedLabel(0, station)).toBe(`Travel to node ${first!.node}`);
    expect(plannedLabel(5, undefined)).toBe("Travel by slot 5");
    expect(plannedLabel(8, station)).toBe("Wide scan");
  });

  it("distinguishes all actions", () => {
    expect(new Set(ACTIONS.map((action) => actionLabel(action.id))).size).toBe(ACTIONS.length);
  });
});

describe("actionGroup", () => {
  it("has a group for every action, and every group has one", () => {
    const groups = new Set(ACTIONS.map((action) => actionGroup(action.id)));
    expect([...groups].sort()).toEqual([...ACTION_GROUPS].sort());
  });

  it("waits with what is outside the space", () => {
    expect(actionGroup(69)).toBe("idle");
  });
});

describe("isTravel", () => {
  it("is TRAVEL_k alone", () => {
    expect(ACTIONS.filter((action) => isTravel(action.id)).map((action) => action.id)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(isTravel(null)).toBe(false);
  });
});
