import { describe, expect, it } from "vitest";
import {
  analyticsPath,
  evaluationHome,
  evaluationOf,
  hallPath,
  parseRoute,
  replayPath,
  replaysPath,
  runPath,
  runsPath,
} from "./routes";

describe("parseRoute", () => {
  it("knows the list, a run and a replay", () => {
    expect(parseRoute("/", "?run=a")).toEqual({ page: "replays", search: "?run=a" });
    expect(parseRoute("/analytics", "?run=a")).toEqual({ page: "analytics", search: "?run=a" });
    expect(parseRoute("/runs", "?page=2")).toEqual({ page: "runs", search: "?page=2" });
    expect(parseRoute("/runs/a.b-1", "")).toEqual({ page: "run", runId: "a.b-1", search: "" });
    expect(parseRoute("/runs/a/replays/w000001", "")).toEqual({
      page: "replay",
      runId: "a",
      replayId: "w000001",
      step: null,
      truth: false,
    });
  });

  it("knows the hall of fame and a replay in it", () => {
    expect(parseRoute("/hall", "?board=short")).toEqual({ page: "hall", search: "?board=short" });
    const inHall = { page: "replay", runId: null, replayId: "ab12", step: 3, truth: false };
    expect(parseRoute("/hall/ab12", "?step=3")).toEqual(inHall);
    expect(parseRoute("/hall/ab12/x", "").page).toBe("missing");
    const url = new URL(replayPath(null, "ab12", 3), "http://localhost");
    expect(parseRoute(url.pathname, url.search)).toEqual(inHall);
    expect(parseRoute(hallPath(), "").page).toBe("hall");
  });

  it("knows the replays of an evaluation below several folders", () => {
    const url = new URL(replayPath(evaluationHome("a~b.zip"), "0.00.7", 3), "http://localhost");
    expect(url.pathname).toBe("/evaluations/a~b.zip/replays/0.00.7");
    const found = parseRoute(url.pathname, url.search);
    expect(found).toMatchObject({ page: "replay", replayId: "0.00.7", step: 3 });
    expect(found.page === "replay" && evaluationOf(found.runId)).toBe("a~b.zip");
    expect([evaluationOf("a"), evaluationOf(null)]).toEqual([null, null]);
  });

  it("reads the step of a deep link, and whether the truth is shown", () => {
    expect(parseRoute("/runs/a/replays/w1", "?step=12")).toMatchObject({ step: 12, truth: false });
    for (const step of [0, 12]) {
      const url = new URL(replayPath("a", "w1", step, true), "http://localhost");
      const view = { step: step === 0 ? null : step, truth: true };
      expect(parseRoute(url.pathname, url.search)).toMatchObject(view);
    }
  });

  it.each(["?step=-1", "?step=1.5", "?step=x", "?step=", "?step=99999999"])(
    "takes %s for no step",
    (search) => {
      expect(parseRoute("/runs/a/replays/w1", search)).toMatchObject({ step: null });
    },
  );

  it.each([
    "/runs/../x",
    "/runs/.hidden",
    "/runs/a/replays",
    "/runs/a/b/c",
    "/x",
    "/runs/a%2Fb",
    "/evaluations/a",
    "/evaluations/a~/replays/b",
    "/hall/a/replays/b",
  ])("finds nothing at %s", (path) => {
    expect(parseRoute(path, "")).toEqual({ page: "missing", path });
  });

  it("reads what the paths write", () => {
    expect(parseRoute(runsPath(), "").page).toBe("runs");
    expect(parseRoute(replaysPath(), "").page).toBe("replays");
    expect(parseRoute(analyticsPath(), "").page).toBe("analytics");
    expect(parseRoute(runPath("r"), "")).toEqual({ page: "run", runId: "r", search: "" });
    const url = new URL(replayPath("r", "w1", 7), "http://localhost");
    expect(parseRoute(url.pathname, url.search)).toMatchObject({ replayId: "w1", step: 7 });
  });
});
