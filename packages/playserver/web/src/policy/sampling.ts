// Random numbers of a policy's actions: Philox4x32-10, addressed by the seed and the step. Pure.

/** The generator's name, as replays state it. */
export const GENERATOR = "philox4x32-10";

const [MULTIPLIER_0, MULTIPLIER_1] = [0xd2511f53, 0xcd9e8d57];
const [WEYL_0, WEYL_1] = [0x9e3779b9, 0xbb67ae85];
const ROUNDS = 10;

/** The upper 32 bits of a product of two numbers of 32 bits. */
function upperProduct(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 0x10000) + (other >>> 16)) >>> 0;
}

/** The first word of the block with a key and a counter (counter, 0, 0, 0). */
export function philox(key: bigint, counter: number): number {
  let [c0, c1, c2, c3] = [counter >>> 0, 0, 0, 0];
  let [k0, k1] = [Number(key & 0xffffffffn), Number((key >> 32n) & 0xffffffffn)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [high0, low0] = [upperProduct(MULTIPLIER_0, c0), Math.imul(MULTIPLIER_0, c0) >>> 0];
    const [high1, low1] = [upperProduct(MULTIPLIER_1, c2), Math.imul(MULTIPLIER_1, c2) >>> 0];
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    [k0, k1] = [(k0 + WEYL_0) >>> 0, (k1 + WEYL_1) >>> 0];
  }
  return c0;
}

/** A number in [0, 1) for the action after `step` steps, of 24 bits. */
export function uniformAt(seed: bigint, step: number): number {
  return (philox(seed, step) >>> 8) / 2 ** 24;
}

/** The action that a number in [0, 1) draws from probabilities. */
export function draw(probabilities: Float32Array, uniform: number): number {
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  let [sum, last] = [0, 0];
  for (let action = 0; action < probabilities.length; action += 1) {
    const p = probabilities[action]!;
    if (p === 0) continue;
    sum += p;
    last = action;
    if (uniform * total < sum) return action;
  }
  return last; // after rounding
}
