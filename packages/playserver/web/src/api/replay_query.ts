// Filters for replays, parsed from and formatted into the query of an address. Pure.
import type { FoundReplay } from "../generated/api";

export interface ReplayQuery {
  readonly run: string | null;
  readonly window: number | null;
  readonly tag: string | null;
  readonly policy: string | null;
  /** Counted from 0. */
  readonly page: number;
}

export const ALL_REPLAYS: ReplayQuery = {
  run: null,
  window: null,
  tag: null,
  policy: null,
  page: 0,
};

function naturalNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Parse a query; missing, empty or invalid filters match everything. */
export function parseReplayQuery(search: string): ReplayQuery {
  const asked = new URLSearchParams(search);
  return {
    run: asked.get("run") || null,
    window: naturalNumber(asked.get("window")),
    tag: asked.get("tag") || null,
    policy: asked.get("policy") || null,
    page: Math.max(0, (naturalNumber(asked.get("page")) ?? 1) - 1),
  };
}

/** "?run=a&page=2", or "" for all; pages in an address count from 1. */
export function formatReplayQuery(query: ReplayQuery): string {
  const { page, ...filters } = query;
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null) written.set(name, String(value));
  }
  if (page > 0) written.set("page", String(page + 1));
  const text = written.toString();
  return text === "" ? "" : `?${text}`;
}

/** Whether a replay matches, ignoring the page. */
export function isMatch({ run_id, entry }: FoundReplay, query: ReplayQuery): boolean {
  return (
    (query.run === null || run_id === query.run) &&
    (query.window === null || entry.window === query.window) &&
    (query.tag === null || entry.tags.includes(query.tag)) &&
    (query.policy === null || entry.policy === query.policy)
  );
}
