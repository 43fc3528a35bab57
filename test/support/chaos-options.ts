import { type Dice, diceOf } from './faults/index.ts';

/** How test/run.ts hands its flags to the chaos tests. */
export const chaosVariables = { full: 'CAPSTAN_CHAOS_FULL', seed: 'CAPSTAN_CHAOS_SEED' } as const;

/** All of it, instead of the part that fits into every run. */
export const isFull = process.env[chaosVariables.full] !== undefined;

/** The dice of a chaos test: always the same in the part that every run has. The seed is told, so that a run can be repeated. */
export function rollDice(): Dice {
  const seed = Number(process.env[chaosVariables.seed] ?? (isFull ? Math.floor(Math.random() * 2 ** 31) : 1));
  process.stdout.write(`seed ${seed}\n`);
  return diceOf(seed);
}
