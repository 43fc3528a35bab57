import {
  type Funcs,
  fromBytes,
  func,
  GoError,
  type GoMap,
  Int,
  int,
  isNilValue,
  type List,
  type Method,
  quote,
  running,
  Struct,
  type StructType,
  sprint,
  typedList,
  typedMap,
  typeName,
  typeNameOf,
  type Value,
  variadic,
  type World,
} from '../../../src/template/go/index.ts';
import { type MapMethods, TemplateError } from '../../../src/template/gotpl/index.ts';

/** What the templates of these tests can call and see; the twin of oracle/main.go. */
export const functions: Funcs = {
  include: running(['string', 'any'], (run, name, data) => run.execute(name, data)),
  tpl: running(['string', 'any'], (run, text, data) => {
    try {
      return run.executeText(text, data);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const what = error.kind === 'syntax' ? 'cannot parse template' : 'error during tpl function execution for';
      throw new GoError(`${what} ${quote(text)}: ${error.message}`, { cause: error });
    }
  }),
  upper: func(['string'], (text) => text.toUpperCase()),
  repeat: func(['int', 'string'], repeat),
  add64: func(['int64', 'int64'], (a, b) => new Int(BigInt.asIntN(64, a + b), 'int64')),
  mul: variadic(['float64'], 'float64', (first, ...others) => others.reduce((a, b) => a * b, first)),
  id: func(['any'], (value) => value),
  fail: func(['string'], fail),
  panics: func(['string'], (message) => {
    throw new RangeError(message);
  }),
  list: variadic([], 'any', (...items) => items),
  dict: variadic([], 'any', dict),
  set: func(['map', 'string', 'any'], set),
  flag: func(['bool'], (value) => (value ? 'yes' : 'no')),
  lens: func(['list'], (list) => int(list.length)),
  strs: func(['strings'], (list) => int(list.length)),
  keys: func(['map'], (map) => int(map.size)),
  bytes: func(['bytes'], (bytes) => int(bytes.length)),
  u32: func(['uint32'], (value) => String(value)),
  typeOf: func(['any'], (value) => typeName(value)),
  join: variadic(['string'], 'any', (separator, ...items) => items.map((item) => sprint([item])).join(separator)),
  zero: func([], () => null),
  one: func([], () => int(1)),
  opt: variadic(['any'], 'any', (other, ...values) => values[0] ?? other),
};

export const mapMethods: MapMethods = {
  'main.Values': { Table: (map) => func(['string'], (name) => tableOf(map, name)) },
};

/** Nothing here asks for it. */
export const world: World = {
  now: () => 0n,
  random: (size) => new Uint8Array(size),
  lookup: () => new Map(),
  resolveHost: () => '',
  timeZone: 'UTC',
};

function repeat(count: number, text: string): string {
  if (count < 0) throw new GoError('strings: negative Repeat count');
  return text.repeat(count);
}

function fail(message: string): never {
  throw new GoError(message);
}

function dict(...items: Value[]): Value {
  const map: GoMap = new Map();
  for (let i = 0; i + 1 < items.length; i += 2) map.set(sprint([items[i]!]), items[i + 1]!);
  return map;
}

function set(map: GoMap, key: string, value: Value): Value {
  if (map[isNilValue]) throw new GoError('assignment to entry in nil map');
  return map.set(key, value);
}

function tableOf(map: GoMap, name: string): Value {
  const table = map.get(name);
  if (!(table instanceof Map)) throw new GoError(`${quote(name)} is not a table`);
  return named(new Map(table));
}

function named(map: GoMap): GoMap {
  map[typeNameOf] = 'main.Values';
  return map;
}

/** JSON as Go reads it, and values of other types as `{"$int": "3"}`. */
export function toGo(json: unknown): Value {
  if (Array.isArray(json)) return json.map(toGo);
  if (typeof json !== 'object' || json === null) return json as Value;
  const entries = Object.entries(json);
  const [first] = entries;
  if (first && entries.length === 1 && first[0].startsWith('$')) return tagged(first[0], first[1]);
  return new Map(entries.map(([key, value]) => [key, toGo(value)]));
}

function tagged(tag: string, body: unknown): Value {
  switch (tag) {
    case '$int':
    case '$int64':
    case '$uint8':
    case '$uint64':
      return new Int(BigInt(body as string), tag.slice(1) as Int['type']);
    case '$strings':
      return typedList('string', [...(body as string[])]);
    case '$stringMap':
      return typedMap('string', Object.entries(body as Record<string, string>));
    case '$bytes':
      return new Uint8Array(Buffer.from(body as string, 'base64'));
    case '$text':
      return fromBytes(Buffer.from(body as string, 'base64'));
    case '$nilList':
      return Object.assign([], { [isNilValue]: true as const });
    case '$nilMap':
      return Object.assign(new Map(), { [isNilValue]: true as const });
    case '$values':
      return named(toGo(body) as GoMap);
    case '$set':
      return new Struct(setType, new Map(), typedList('string', [...(body as string[])]));
    case '$files':
      return new Struct(filesType, new Map(), filesOf(body as Record<string, string>));
    case '$thing':
    case '$pointer':
      return new Struct(tag === '$thing' ? thingType : pointerType, fieldsOf(body as ThingBody));
  }
  throw new Error(`no such tag: ${tag}`);
}

function filesOf(body: Record<string, string>): GoMap {
  const files = Object.entries(body).map(([name, text]) => [name, new Uint8Array(Buffer.from(text))] as const);
  return typedMap('[]uint8', files);
}

interface ThingBody {
  readonly name: string;
  readonly any: unknown;
}

function fieldsOf({ name, any }: ThingBody): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['Name', name],
    ['Count', int(3)],
    ['Any', toGo(any ?? null)],
    ['List', ['a', int(1)]],
    ['Tags', typedMap('string', [['t', 'u']])],
    ['Inner', new Struct(innerType, new Map([['Value', 'in']]))],
  ]);
}

const innerType: StructType = {
  name: '*main.Inner',
  kind: 'ptr',
  text: innerText,
  methods: { String: (inner) => func([], () => innerText(inner)) },
};

function innerText(inner: Struct): string {
  return `inner:${String(inner.fields.get('Value'))}`;
}

function nameOf(thing: Struct): string {
  return thing.fields.get('Name') as string;
}

const thingMethods: Readonly<Record<string, Method>> = {
  Hello: (thing) => func([], () => `hello ${nameOf(thing)}`),
  Greet: (thing) => func(['string', 'int'], (who, times) => repeat(times, `hi ${who} from ${nameOf(thing)};`)),
  Join: () => variadic(['string'], 'string', (separator, ...parts) => parts.join(separator)),
  Fail: () => func(['string'], fail),
  Self: (thing) => func([], () => new Struct(thingType, thing.fields)),
  Map: () =>
    func(
      [],
      () =>
        new Map<string, Value>([
          ['k', 'v'],
          ['n', null],
        ]),
    ),
};

const thingType: StructType = { name: 'main.Thing', kind: 'struct', methods: thingMethods };
const pointerType: StructType = { name: '*main.Thing', kind: 'ptr', methods: thingMethods };

const setType: StructType = {
  name: 'main.Set',
  kind: 'slice',
  items: (value) => value.self as List,
  methods: { Has: (value) => func(['string'], (name) => (value.self as List).includes(name)) },
};

const filesType: StructType = {
  name: 'main.Files',
  kind: 'map',
  items: (value) => value.self as GoMap,
  methods: {
    Get: (value) =>
      func(['string'], (name) => {
        const bytes = (value.self as GoMap).get(name);
        return bytes instanceof Uint8Array ? fromBytes(bytes) : '';
      }),
  },
};
