// What a line chart shows: its texts, its unit and its lines.

/** More lines are thin and solid and have no dots: dashes of 200 lines take most of a second. */
export const MANY_LINES = 24;

export type Unit = "number" | "percent";

/** A value per point of the x axis; null for none. */
export type Values = readonly (number | null)[];

export interface Line {
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly color: string;
  readonly values: Values;
  /** Lower and upper edge of a band around the line. */
  readonly band?: readonly [Values, Values];
  /** The values before they were smoothed, drawn faint. */
  readonly raw?: Values;
  /** Lengths of dashes and gaps; a solid line without. */
  readonly dash?: readonly number[];
}

export interface ChartSpec {
  readonly title: string;
  /** What the numbers are, in one line. */
  readonly note: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
}
