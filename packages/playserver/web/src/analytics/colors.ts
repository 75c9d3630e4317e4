// The colors of runs: one run has the same in every selection. Pure.
import type { Line } from "../charts/chart";

export type Look = Pick<Line, "color" | "dash">;

const COLORS = 8; // --run-0 .. of the style sheet
const DASHES = [[], [7, 4], [2, 3]] as const;

/** The look of the run that was created as number `index`: a color, then a dash for each round of colors. */
export function runColor(index: number): Look {
  const place = Math.max(0, index);
  const dash = DASHES[Math.floor(place / COLORS) % DASHES.length]!;
  return { color: `--run-${place % COLORS}`, dash };
}
