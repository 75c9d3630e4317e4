// With what Play begins, as the address says it. Pure.
import type { ReplayHome } from "../api/server_api";
import { ID } from "../routes";

/** A replay, wherever it is kept. */
export interface ReplayRef {
  readonly home: ReplayHome;
  readonly replayId: string;
}

export type PlayQuery =
  /** Go on with the flight that the browser keeps. */
  | { readonly kind: "resume" }
  /** Take a replay over after some steps. */
  | ({ readonly kind: "fork"; readonly step: number } & ReplayRef)
  /** Fly the world of a replay, against it. */
  | ({ readonly kind: "race" } & ReplayRef);

/** Read an address; what makes no sense there goes on with what the browser keeps. */
export function parsePlayQuery(search: string): PlayQuery {
  const asked = new URLSearchParams(search);
  const home = asked.get("run");
  const [fork, race] = [asked.get("fork"), asked.get("race")];
  const replayId = fork ?? race;
  if (replayId === null || !ID.test(replayId) || (home !== null && !ID.test(home))) {
    return { kind: "resume" };
  }
  if (fork === null) return { kind: "race", home, replayId };
  const step = asked.get("step") ?? "0";
  return { kind: "fork", home, replayId, step: /^\d{1,7}$/.test(step) ? Number(step) : 0 };
}

/** "?fork=w1&run=a&step=3"; "" to go on. */
export function formatPlayQuery(query: PlayQuery): string {
  if (query.kind === "resume") return "";
  const written = new URLSearchParams({ [query.kind]: query.replayId });
  if (query.home !== null) written.set("run", query.home);
  if (query.kind === "fork") written.set("step", String(query.step));
  return `?${written}`;
}
