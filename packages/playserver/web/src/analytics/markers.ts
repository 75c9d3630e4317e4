// Marks along an axis that are large enough to hit: near ones become one mark. Pure.

export interface Mark<T> {
  /** The center in pixels from the left. */
  readonly at: number;
  readonly items: readonly T[];
}

/** The smallest target that a finger or an unsteady hand hits (WCAG 2.2). */
export const MARK_PX = 24;

/**
 * Group items whose marks would overlap.
 *
 * @param xOf The place of an item on the axis.
 * @param span The axis; items outside it are left out.
 * @param width The length of the axis in pixels.
 */
export function marksOf<T>(
  items: readonly T[],
  xOf: (item: T) => number,
  [low, high]: readonly [number, number],
  width: number,
): readonly Mark<T>[] {
  const slots = new Map<number, T[]>();
  const last = Math.max(0, Math.floor(width / MARK_PX) - 1);
  for (const item of items) {
    const share = (xOf(item) - low) / (high - low);
    if (!(share >= 0 && share <= 1)) continue;
    const slot = Math.min(last, Math.floor((share * width) / MARK_PX));
    const there = slots.get(slot);
    if (there === undefined) slots.set(slot, [item]);
    else there.push(item);
  }
  return [...slots]
    .sort(([a], [b]) => a - b)
    .map(([slot, there]) => ({ at: (slot + 0.5) * MARK_PX, items: there }));
}
