// The boards of the hall of fame. A test compares them with the server's table.
import type { Board } from "../api/client";
import { DEFAULT_OPTIONS } from "../engine/engine";
import { formatNumber } from "../lib/format";

interface BoardRules {
  readonly name: Board;
  /** The time budget of its episodes. */
  readonly ticks: number;
}

export const STANDARD_BOARD: BoardRules = { name: "standard", ticks: DEFAULT_OPTIONS.time_max };
export const SHORT_BOARD: BoardRules = { name: "short", ticks: 2_000 };
export const BOARDS = [STANDARD_BOARD, SHORT_BOARD] as const;

/** The board for episodes of a time budget; null if there is none. */
export function boardOf(ticks: number): BoardRules | null {
  return BOARDS.find((board) => board.ticks === ticks) ?? null;
}

/** The seed of a day, the same for all players: its date in UTC, as in 20261130. */
export function seedOfTheDay(nowMs = Date.now()): string {
  return new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "");
}

/** "2,000 ticks". */
export function ticksText({ ticks }: BoardRules): string {
  return `${formatNumber(ticks)} ticks`;
}

/** "2,000 and 20,000": the time budgets of all boards, the shortest first. */
export function boardTicksText(): string {
  const budgets = BOARDS.map(({ ticks }) => ticks).sort((a, b) => a - b);
  return budgets.map((ticks) => formatNumber(ticks)).join(" and ");
}
