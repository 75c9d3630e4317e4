// Which page of which board is shown, as the address says it. Pure.
import { BOARDS, type Board } from "../api/server_api";

export interface HallQuery {
  readonly board: Board;
  /** Counted from 0. */
  readonly page: number;
}

/** Read an address; what is unknown there is the first page of the standard board. */
export function parseHallQuery(search: string): HallQuery {
  const asked = new URLSearchParams(search);
  const page = asked.get("page") ?? "";
  return {
    board: BOARDS.find((board) => board === asked.get("board")) ?? "standard",
    page: /^\d{1,6}$/.test(page) ? Math.max(0, Number(page) - 1) : 0,
  };
}

/** "?board=short&page=2"; "" for the first page of the standard board. */
export function formatHallQuery({ board, page }: HallQuery): string {
  const written = new URLSearchParams();
  if (board !== "standard") written.set("board", board);
  if (page > 0) written.set("page", String(page + 1));
  const text = written.toString();
  return text === "" ? "" : `?${text}`;
}
