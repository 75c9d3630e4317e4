// What a line chart shows: its texts, its unit and its lines.

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
  readonly isDashed?: boolean;
}

export interface ChartSpec {
  readonly title: string;
  /** What the numbers are, in one line. */
  readonly note: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
}
