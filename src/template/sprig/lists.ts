import {
  compareText,
  deepEqual,
  elementType,
  type Func,
  type Funcs,
  func,
  GoError,
  isTrue,
  type List,
  toInt,
  toStringValue,
  typedList,
  type Value,
  variadic,
} from '../go/index.ts';
import { itemsOf, needItems, nilList, toTextList } from './list-items.ts';

const list: Func = { params: [], rest: 'any', call: (args: readonly Value[]) => args.slice() };
const push = func(['any', 'any'], (to, item) => [...needItems(to, 'Cannot push on type'), item]);

/** Lists: all but sortAlpha leave their arguments as they are. What ends a template ends it with or without `must`. */
export const listFuncs: Funcs = {
  list,
  tuple: list,
  push,
  append: push,
  ...withMust({
    Push: push,
    Append: push,
    Prepend: func(['any', 'any'], (to, item) => [item, ...needItems(to, 'Cannot prepend on type')]),
    First: func(['any'], (from) => needItems(from, 'Cannot find first on type')[0] ?? null),
    Last: func(['any'], (from) => needItems(from, 'Cannot find last on type').at(-1) ?? null),
    Rest: func(['any'], (from) => part(needItems(from, 'Cannot find rest on type'), 1)),
    Initial: func(['any'], (from) => part(needItems(from, 'Cannot find initial on type'), 0, -1)),
    Reverse: func(['any'], (of) => needItems(of, 'Cannot find reverse on type').slice().reverse()),
    Compact: func(['any'], (of) => needItems(of, 'Cannot compact on type').filter(isTrue)),
    Uniq: func(['any'], (of) => unique(needItems(of, 'Cannot find uniq on type'))),
    Without: variadic(['any'], 'any', (of, ...omitted) =>
      needItems(of, 'Cannot find without on type').filter((item) => !includes(omitted, item)),
    ),
    Has: func(['any', 'any'], (item, of) => of !== null && includes(needItems(of, 'Cannot find has on type'), item)),
    Slice: variadic(['any'], 'any', slice),
    Chunk: func(['int', 'any'], (size, of) => chunk(needItems(of, 'Cannot chunk type'), size)),
  }),
  concat: variadic([], 'any', concat),
  sortAlpha: func(['any'], sortAlpha),
};

/** Each under its own name and as `mustName`: one returns its error, the other panics with it, which is the same here. */
function withMust(funcs: Funcs): Funcs {
  return Object.fromEntries(
    Object.entries(funcs).flatMap(([name, body]) => [
      [name[0]!.toLowerCase() + name.slice(1), body],
      [`must${name}`, body],
    ]),
  );
}

/** The items alone, without the type of the list they were in. */
function part(items: List, start: number, end?: number): List {
  return items.length === 0 ? nilList() : items.slice(start, end);
}

function unique(items: List): List {
  const kept: List = [];
  const texts = new Set<string>();
  for (const item of items) {
    if (typeof item !== 'string') {
      if (includes(kept, item)) continue;
    } else if (texts.has(item)) continue;
    else texts.add(item);
    kept.push(item);
  }
  return kept;
}

function includes(items: readonly Value[], wanted: Value): boolean {
  for (const item of items) if (deepEqual(item, wanted)) return true;
  return false;
}

function slice(of: Value, from?: Value, to?: Value): Value {
  const items = needItems(of, 'list should be type of slice or array but');
  if (items.length === 0) return null;
  const start = from === undefined ? 0 : toInt(from);
  const end = to === undefined ? items.length : toInt(to);
  if (start < 0 || end < start || end > items.length)
    throw new GoError('reflect.Value.Slice: slice index out of bounds');
  if (of instanceof Uint8Array) return of.subarray(start, end);
  const cut: List = items.slice(start, end);
  const type = (items as List)[elementType];
  return type === undefined ? cut : typedList(type, cut);
}

function chunk(items: List, size: number): List {
  const count = Math.floor((items.length - 1) / size) + 1;
  const last = items.length % size || size;
  const isBroken = !(count >= 0) || (count > 1 && size <= 0) || (count === 1 && !(last >= 0));
  if (isBroken) throw new GoError('runtime error: makeslice: len out of range');
  // what sprig makes of a negative size is one chunk of the rest of the division
  const chunks = Array.from({ length: count }, (_, i) =>
    items.slice(i * size, i * size + (i === count - 1 ? last : size)),
  );
  return typedList('[]interface {}', chunks);
}

function concat(...lists: Value[]): List {
  const joined: List = [];
  for (const each of lists) for (const item of needItems(each, 'Cannot concat type', ' as list')) joined.push(item);
  return joined.length === 0 ? nilList() : joined;
}

/** By bytes. A []string is sorted in place, as in Go. */
function sortAlpha(of: Value): List {
  if (itemsOf(of) === undefined) return typedList('string', [toStringValue(of)]);
  return toTextList(of).sort(compareText);
}
