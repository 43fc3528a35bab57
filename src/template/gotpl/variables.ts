import { fail, type Unit } from './compiled.ts';
import type { Execution, Frame, Val } from './execution.ts';
import type { Node } from './nodes.ts';
import type { Variable } from './scope.ts';

export type Store = (run: Execution, frame: Frame, value: Val) => void;

export function storeIn({ slot, originSlot }: Variable): Store {
  if (originSlot === undefined) {
    return (_run, frame, value) => {
      frame[slot] = value;
    };
  }
  return (_run, frame, value) => {
    frame[slot] = value;
    frame[originSlot] = undefined;
  };
}

/** Into the innermost variable of that name that is there. */
export function assign(unit: Unit, name: string, at: Node | undefined): Store {
  const found = unit.scope.find(name);
  const [only] = found;
  if (found.length === 1 && !only!.isConditional) return storeIn(only!);
  const stores = found.map(storeIn);
  return (run, frame, value) => {
    const i = found.findIndex((variable) => isThere(variable, frame));
    if (i < 0) fail(run, at, `undefined variable: ${name}`);
    stores[i]!(run, frame, value);
  };
}

/** In the slot of a variable whose declaration was not evaluated. */
const absent = Symbol('absent') as unknown as Val;

export function isThere({ slot, isConditional }: Variable, frame: Frame): boolean {
  return !isConditional || frame[slot] !== absent;
}

/** For the start of what may not be evaluated: what it would declare is not there. */
export function forgetting(variables: readonly Variable[]): (frame: Frame) => void {
  if (variables.length === 0) return () => {};
  return (frame) => {
    for (const { slot } of variables) frame[slot] = absent;
  };
}
