import { type Funcs, Int, type Value, type World } from '../../../src/template/go/index.ts';
import { callOf, worldWith } from './world.ts';

/** Calls a function as the engine does: an int parameter gets a number. */
export function callFunc(
  funcs: Funcs,
  name: string,
  args: readonly (Value | number)[],
  world: Partial<World> = {},
): Value {
  const func = funcs[name];
  if (!func) throw new Error(`no function ${name}`);
  const converted = args.map((arg, i) => {
    const type = func.params[i] ?? func.rest;
    return type === 'int' && arg instanceof Int ? Number(arg.value) : arg;
  });
  return callOf(funcs, worldWith(world))(name, ...converted);
}
