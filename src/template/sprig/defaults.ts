import { type Func, type Funcs, func, GoError, isTrue, type Value } from '../go/index.ts';

/** What is empty, and what to take instead. sprig's empty is the opposite of a template's truth. */
export const defaultFuncs: Funcs = {
  default: {
    params: ['any'],
    rest: 'any',
    call: (args: readonly Value[]) => (args.length > 1 && isTrue(args[1]!) ? args[1]! : args[0]!),
  },
  empty: func(['any'], (value) => !isTrue(value)),
  coalesce: ofAll((values) => values.find(isTrue) ?? null),
  all: ofAll((values) => values.every(isTrue)),
  any: ofAll((values) => values.some(isTrue)),
  ternary: func(['any', 'any', 'bool'], (ifTrue, ifFalse, condition) => (condition ? ifTrue : ifFalse)),
  fail: func(['string'], (message) => {
    throw new GoError(message);
  }),
};

function ofAll(body: (values: readonly Value[]) => Value): Func {
  return { params: [], rest: 'any', call: body };
}
