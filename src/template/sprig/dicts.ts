import {
  type Func,
  type Funcs,
  func,
  GoError,
  type GoMap,
  isNilValue,
  sortedTexts,
  toStringValue,
  typedList,
  typeName,
  type Value,
  variadic,
} from '../go/index.ts';
import { deepCopy } from './deep-copy.ts';
import { MergeError, merge } from './merge.ts';
import { asPlain } from './plain-dict.ts';

const dict: Func = { params: [], rest: 'any', call: makeDict };
const copy = func(['any'], deepCopy);

/** Dictionaries. `set`, `unset` and the merging ones change their first argument. */
export const dictFuncs: Funcs = {
  dict,
  get: func(['map', 'string'], (from, key) => from.get(key) ?? (from.has(key) ? null : '')),
  set: func(['map', 'string', 'any'], (to, key, value) => {
    if (to[isNilValue]) throw new GoError('assignment to entry in nil map');
    return asPlain(to.set(key, value));
  }),
  unset: func(['map', 'string'], (from, key) => {
    from.delete(key);
    return asPlain(from);
  }),
  hasKey: func(['map', 'string'], (from, key) => from.has(key)),
  pluck: variadic(['string'], 'map', (key, ...dicts) =>
    dicts.filter((each) => each.has(key)).map((each) => each.get(key)!),
  ),
  // Go's order is by chance here; ours is the one it has elsewhere
  keys: variadic([], 'map', (...dicts) =>
    typedList(
      'string',
      dicts.flatMap((each) => sortedTexts(each.keys())),
    ),
  ),
  values: func(['map'], (of) => sortedTexts(of.keys()).map((key) => of.get(key)!)),
  pick: variadic(['map'], 'string', pick),
  omit: variadic(['map'], 'string', omit),
  dig: variadic([], 'any', dig),
  deepCopy: copy,
  mustDeepCopy: copy,
  merge: variadic(['map'], 'map', (to, ...from) => mergeOrBlank(to, from, false)),
  mergeOverwrite: variadic(['map'], 'map', (to, ...from) => mergeOrBlank(to, from, true)),
  mustMerge: variadic(['map'], 'map', (to, ...from) => asPlain(merge(to, from, false))),
  mustMergeOverwrite: variadic(['map'], 'map', (to, ...from) => asPlain(merge(to, from, true))),
};

/** A key without a value has ''. */
function makeDict(args: readonly Value[]): GoMap {
  const made: GoMap = new Map();
  for (let i = 0; i < args.length; i += 2) {
    const key = args[i]!;
    made.set(typeof key === 'string' ? key : toStringValue(key), i + 1 < args.length ? args[i + 1]! : '');
  }
  return made;
}

function pick(from: GoMap, ...keys: string[]): GoMap {
  const picked: GoMap = new Map();
  for (const key of keys) {
    const value = from.get(key);
    if (value !== undefined) picked.set(key, value);
  }
  return picked;
}

function omit(from: GoMap, ...keys: string[]): GoMap {
  const left: GoMap = new Map(from);
  for (const key of keys) left.delete(key);
  return left;
}

/** `dig "a" "b" default dict`: no step on the way may be anything but a plain dictionary, missing ones are the default. */
function dig(...args: Value[]): Value {
  if (args.length < 3) throw new GoError('dig needs at least three arguments');
  const other = args.at(-2)!;
  let step = needDict(args.at(-1)!);
  const keys = args.slice(0, -2).map(needText);
  for (const [i, key] of keys.entries()) {
    const value = step.get(key);
    if (value === undefined) return other;
    if (i === keys.length - 1) return value;
    step = needDict(value);
  }
  return other;
}

function needDict(value: Value): GoMap {
  if (value instanceof Map && typeName(value) === plainDict) return value;
  throw new GoError(failedAssertion(value, plainDict));
}

const plainDict = 'map[string]interface {}';

function needText(value: Value): string {
  if (typeof value === 'string') return value;
  throw new GoError(failedAssertion(value, 'string'));
}

function failedAssertion(value: Value, wanted: string): string {
  return `interface conversion: interface {} is ${value === null ? 'nil' : typeName(value)}, not ${wanted}`;
}

/** What cannot be merged makes '' of the whole; what panics, panics. */
function mergeOrBlank(to: GoMap, from: readonly GoMap[], overwrites: boolean): Value {
  try {
    return asPlain(merge(to, from, overwrites));
  } catch (error) {
    if (error instanceof MergeError) return '';
    throw error;
  }
}
