// What Play starts with, parsed from and formatted into the query of an address. Pure.
import { evaluationOf, ID, type ReplayHome } from "../address/routes";

/** A replay and where it is stored. */
export interface ReplayRef {
  readonly home: ReplayHome;
  readonly replayId: string;
}

export type PlayQuery =
  /** Resume the flight in the browser's storage. */
  | { readonly kind: "resume" }
  /** Take over a replay after some steps. */
  | ({ readonly kind: "fork"; readonly step: number } & ReplayRef)
  /** Fly against a replay, from its state after some steps. */
  | ({ readonly kind: "race"; readonly step: number } & ReplayRef);

function isHome(home: string): boolean {
  return (evaluationOf(home) ?? home).split("~").every((part) => ID.test(part));
}

/** Parse a query; an invalid one resumes the stored flight. */
export function parsePlayQuery(search: string): PlayQuery {
  const asked = new URLSearchParams(search);
  const home = asked.get("run");
  const [fork, race] = [asked.get("fork"), asked.get("race")];
  const replayId = fork ?? race;
  if (replayId === null || !ID.test(replayId) || (home !== null && !isHome(home))) {
    return { kind: "resume" };
  }
  const step = asked.get("step") ?? "0";
  return {
    kind: fork === null ? "race" : "fork",
    home,
    replayId,
    step: /^\d{1,7}$/.test(step) ? Number(step) : 0,
  };
}

/** "?fork=w1&run=a&step=3"; "" to resume. */
export function formatPlayQuery(query: PlayQuery): string {
  if (query.kind === "resume") return "";
  const written = new URLSearchParams({ [query.kind]: query.replayId });
  if (query.home !== null) written.set("run", query.home);
  written.set("step", String(query.step));
  return `?${written}`;
}
