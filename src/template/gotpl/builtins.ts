import {
  type Func,
  GoError,
  htmlEscape,
  isTrue,
  jsEscape,
  queryEscape,
  sprint,
  sprintf,
  sprintln,
  typeName,
  type Value,
  variadic,
} from '../go/index.ts';
import { type Comparison, comparisons, isEqual } from './comparison.ts';
import type { Val } from './execution.ts';
import { index, length, slice } from './indexing.ts';

/** A function that gets its arguments as Go's reflect has them: undefined is invalid, null is nil within an interface. */
export interface Builtin {
  readonly fixed: number;
  readonly isVariadic: boolean;
  /** @throws GoError */
  call(args: readonly Val[]): Val;
}

/** Functions of the language that are like any other. */
export const plainBuiltins: ReadonlyMap<string, Func> = new Map<string, Func>([
  ['print', variadic([], 'any', (...values) => sprint(values))],
  ['printf', variadic(['string'], 'any', (format, ...values) => sprintf(format, values))],
  ['println', variadic([], 'any', (...values) => sprintln(values))],
  ['html', variadic([], 'any', (...values) => htmlEscape(joined(values)))],
  ['js', variadic([], 'any', (...values) => jsEscape(joined(values)))],
  ['urlquery', variadic([], 'any', (...values) => queryEscape(joined(values)))],
]);

/** Functions of the language that see the difference between one nil and another. */
export const valueBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['not', { fixed: 1, isVariadic: false, call: ([value]) => !isTruthy(value) }],
  ['index', { fixed: 1, isVariadic: true, call: index }],
  ['slice', { fixed: 1, isVariadic: true, call: slice }],
  ['len', { fixed: 1, isVariadic: false, call: length }],
  ['eq', { fixed: 1, isVariadic: true, call: equalsAny }],
  ...['ne', 'lt', 'le', 'gt', 'ge'].map((name) => [name, compareTwo(comparisons.get(name)!)] as const),
]);

/** Whether the language has a function of that name: those above, and what is compiled in ways of its own. */
export function isBuiltin(name: string): boolean {
  return plainBuiltins.has(name) || valueBuiltins.has(name) || name === 'and' || name === 'or' || name === 'call';
}

/** What `call` says, since no value of a template is a function. `callee`: its first argument as source. */
export function refuseCall(callee: string | undefined, [value]: readonly Val[]): never {
  if (value === undefined || value === null) throw new GoError('call of nil');
  const name = callee ?? (typeof value === 'string' ? value : `<${typeName(value)} Value>`);
  throw new GoError(`non-function ${name} of type ${typeName(value)}`);
}

export function isTruthy(value: Val): boolean {
  return value !== undefined && isTrue(value);
}

function compareTwo(compare: Comparison): Builtin {
  return { fixed: 2, isVariadic: false, call: ([a, b]) => compare(a, b) };
}

function equalsAny([first, ...others]: readonly Val[]): boolean {
  if (others.length === 0) throw new GoError('missing argument for comparison');
  return others.some((other) => isEqual(first, other));
}

/** Go's evalArgs: one text as it is, all else as `print` has it. */
function joined(values: readonly Value[]): string {
  const [only] = values;
  if (values.length === 1 && typeof only === 'string') return only;
  return sprint(values.map((value) => value ?? '<no value>'));
}
