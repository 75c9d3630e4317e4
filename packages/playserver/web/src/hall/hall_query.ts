// The board, its seed and its page, parsed from and formatted into the query of an address. Pure.
import type { Board } from "../api/client";
import { BOARDS, STANDARD_BOARD } from "./boards";

export interface HallQuery {
  readonly board: Board;
  /** The seed whose flights are ranked; null for all. */
  readonly seed: string | null;
  /** Counted from 0. */
  readonly page: number;
}

/** Parse a query; the default is the first page of the standard board. */
export function parseHallQuery(search: string): HallQuery {
  const asked = new URLSearchParams(search);
  const page = asked.get("page") ?? "";
  const seed = asked.get("seed") ?? "";
  return {
    board: (BOARDS.find(({ name }) => name === asked.get("board")) ?? STANDARD_BOARD).name,
    seed: /^\d{1,20}$/.test(seed) ? seed : null,
    page: /^\d{1,6}$/.test(page) ? Math.max(0, Number(page) - 1) : 0,
  };
}

/** "?board=short&page=2"; "" for the first page of the standard board. */
export function formatHallQuery({ board, seed, page }: HallQuery): string {
  const written = new URLSearchParams();
  if (board !== STANDARD_BOARD.name) written.set("board", board);
  if (seed !== null) written.set("seed", seed);
  if (page > 0) written.set("page", String(page + 1));
  const text = written.toString();
  return text === "" ? "" : `?${text}`;
}
