/** Pseudo-random choices that a seed repeats. */
export interface Dice {
  readonly seed: number;
  /** 0 ≤ random < 1 */
  random(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(items: readonly T[]): T;
}

/** mulberry32: 32 bits of state, even enough for choices. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(random() * end);
  return {
    seed,
    random,
    below,
    pick: <T>(items: readonly T[]) => {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[below(items.length)] as T;
    },
  };
}

/** True once in `of` times. */
export function chance(dice: Dice, of: number): boolean {
  return dice.below(of) === 0;
}
