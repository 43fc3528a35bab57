import type { Func } from './func.ts';

/**
 * What a Go template holds. `null` is nil; a JS number is always a float64, every integer an Int; a string holds Go's
 * bytes (see text.ts). Maps have string keys: no other reach a chart.
 */
export type Value = null | boolean | string | number | Int | List | GoMap | Uint8Array | Struct;

export type IntType = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint' | 'uint8' | 'uint16' | 'uint32' | 'uint64';

/** An integer with its Go type: `1` in a template is an int, `add` and `--set` make int64. Use `int` and `int64` to make them. */
export class Int {
  readonly type: IntType;
  readonly value: bigint;
  constructor(value: bigint, type: IntType) {
    this.value = value;
    this.type = type;
  }
}

/** Go's int: 64 bits here, what is over wraps. */
export function int(value: number | bigint): Int {
  return typeof value === 'number' && value >= 0 && value < small.length && Number.isInteger(value)
    ? small[value]!
    : new Int(BigInt.asIntN(64, BigInt(value)), 'int');
}

export function int64(value: number | bigint): Int {
  return new Int(BigInt.asIntN(64, BigInt(value)), 'int64');
}

const small = Array.from({ length: 256 }, (_, value) => new Int(BigInt(value), 'int'));

/** The type of a list's items or of a map's values, where it is not `interface {}`: kept beside the items. */
export const elementType = Symbol('elementType');
/** On a list or map that is Go's nil one: it is empty, prints as such, and is null in JSON. */
export const isNilValue = Symbol('isNilValue');

/** On a map whose type has a name of its own: `chartutil.Values`, which is what `%T` prints. */
export const typeNameOf = Symbol('typeName');

/** A slice; `[]interface {}` unless it says otherwise. Never changed in place but where sprig does so. */
export type List = Value[] & { [elementType]?: string; [isNilValue]?: true };

/** A map with string keys; `map[string]interface {}` unless it says otherwise. Templates change it (`set`, `unset`, `merge`). */
export type GoMap = Map<string, Value> & { [elementType]?: string; [typeNameOf]?: string; [isNilValue]?: true };

/** `typedList('string', […])` is a []string. */
export function typedList(type: string, items: Value[]): List {
  const list: List = items;
  list[elementType] = type;
  return list;
}

/** `typedMap('string', …)` is a map[string]string. */
export function typedMap(type: string, entries: Iterable<readonly [string, Value]>): GoMap {
  return Object.assign(new Map(entries), { [elementType]: type });
}

/**
 * A Go value with fields or methods of its own: a struct (Chart, Capabilities, time.Time, semver.Version) or a named list
 * or map (VersionSet, Files). `self` is what its methods work on.
 */
export class Struct {
  readonly type: StructType;
  readonly fields: ReadonlyMap<string, Value>;
  readonly self: unknown;
  constructor(type: StructType, fields: ReadonlyMap<string, Value>, self?: unknown) {
    this.type = type;
    this.fields = fields;
    this.self = self;
  }
}

export interface StructType {
  /** As `%T` prints it: `chart.Metadata`, `*semver.Version`, `common.VersionSet`. */
  readonly name: string;
  /** reflect's kind: `struct`, `ptr` (to a struct), `slice`, `map`; a named integer (time.Month) has its bigint as `self`, a
   * complex number its two parts. */
  readonly kind: 'struct' | 'ptr' | 'slice' | 'map' | 'int' | 'int64' | 'complex128';
  /** Each takes the receiver as its Func's `self`, which is not among its params. */
  readonly methods?: Readonly<Record<string, Method>>;
  /** String() or Error(): what fmt prints for %v and %s. Without it the fields are printed as Go prints a struct. */
  readonly text?: (value: Struct) => string;
  /** GoString(): what fmt prints for %#v. Without it the fields are printed in Go's syntax. */
  readonly goText?: (value: Struct) => string;
  /** Fields that fmt shows and nobody else can name: Go's unexported ones. */
  readonly hidden?: (value: Struct) => ReadonlyMap<string, Value>;
  /** The fields that are embedded structs: theirs are seen as its own. */
  readonly embeds?: readonly string[];
  /** String() of the pointer to it: a template prints that by itself (`{{ .KubeVersion }}`), fmt does not. */
  readonly pointerText?: (value: Struct) => string;
  /** Whether the `self` of two values are the same to reflect.DeepEqual. Without it: yes, their fields tell. */
  readonly isSelfEqual?: (a: Struct, b: Struct) => boolean;
  /** What encoding/json makes of it, names by their tags, what is omitempty left out. Without it: the fields as named. */
  readonly json?: (value: Struct) => Value;
  /** What range, len and index see of a named slice or map. */
  readonly items?: (value: Struct) => List | GoMap;
}

/** A field of a struct, or of one that is embedded in it. */
export function fieldOfStruct({ fields, type }: Struct, name: string): Value | undefined {
  const own = fields.get(name);
  if (own !== undefined || !type.embeds) return own;
  for (const embedded of type.embeds) {
    const promoted = fieldOfStruct(fields.get(embedded) as Struct, name);
    if (promoted !== undefined) return promoted;
  }
  return undefined;
}

/** Bound to its receiver when the template names it. */
export type Method = (receiver: Struct) => Func;

/** An error as a Go function returns it; the engine puts the place in front (`error calling trunc: …`). */
export class GoError extends Error {
  override readonly name = 'GoError';
}
