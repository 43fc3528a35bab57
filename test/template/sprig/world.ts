import { randomBytes } from 'node:crypto';
import type { Func, Funcs, Run, World } from '../../../src/template/go/func.ts';
import type { Value } from '../../../src/template/go/value.ts';

/** 2026-11-21T07:15:15Z */
export const someTime = 1_795_245_315_000_000_000n;

export function worldWith(changes: Partial<World> = {}): World {
  return {
    now: () => someTime,
    random: (bytes) => randomBytes(bytes),
    lookup: () => new Map(),
    resolveHost: () => '',
    timeZone: 'UTC',
    ...changes,
  };
}

/** A function called as the engine would, with arguments that are checked already. */
export function callOf(funcs: Funcs, world: World = worldWith()): (name: string, ...args: unknown[]) => Value {
  const run: Run = {
    world,
    execute: () => '',
    executeText: () => '',
  };
  return (name, ...args) => (funcs[name] as Func).call(args as never[], run);
}
