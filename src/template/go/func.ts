import type { GoMap, List, Struct, Value } from './value.ts';

/**
 * Types of parameters, and what a function gets for them: the engine has checked (and said so in Go's words) before it is
 * called. `any` is interface{}; `list` is []interface{}; `map` is map[string]interface{}; `int` arrives as a number, `int64`
 * as a bigint; `time` is a Struct of time.Time; `error` and all other Go types are written as Go names them.
 */
export interface ArgumentOf {
  any: Value;
  bool: boolean;
  string: string;
  int: number;
  int64: bigint;
  float64: number;
  list: List;
  map: GoMap;
  strings: List;
  bytes: Uint8Array;
  time: Struct;
  uint32: number;
  'sprig.certificate': Struct;
  '*semver.Version': Struct;
}

export type ParamType = keyof ArgumentOf;

type ArgumentsOf<P extends readonly ParamType[]> = { [I in keyof P]: ArgumentOf[P[I]] };

/** A function that templates call: its Go signature, and what it does. */
export interface Func {
  readonly params: readonly ParamType[];
  /** The type of each further argument of a variadic function. */
  readonly rest: ParamType | undefined;
  /** `args` are checked and as ArgumentOf says. @throws GoError, which the engine words as `error calling NAME: …`. */
  call(args: readonly never[], run: Run): Value;
  /** The same without a list of arguments between, for the engine's hot path. */
  readonly direct?: Direct;
}

export interface Direct {
  /** Whether the first argument is the Run. */
  readonly takesRun: boolean;
  readonly body: (...args: readonly unknown[]) => Value;
}

export type Funcs = Readonly<Record<string, Func>>;

/** `func(['int', 'string'], (count, text) => text.repeat(count))` */
export function func<const P extends readonly ParamType[]>(params: P, body: (...args: ArgumentsOf<P>) => Value): Func {
  const call = body as Direct['body'];
  return { params, rest: undefined, call: (args) => call(...args), direct: { takesRun: false, body: call } };
}

/** `variadic(['string'], 'any', (format, ...values) => …)` */
export function variadic<const P extends readonly ParamType[], R extends ParamType>(
  params: P,
  rest: R,
  body: (...args: [...ArgumentsOf<P>, ...ArgumentOf[R][]]) => Value,
): Func {
  const call = body as Direct['body'];
  return { params, rest, call: (args) => call(...args), direct: { takesRun: false, body: call } };
}

/** A function that needs more than its arguments: other templates, the clock, chance, the cluster. */
export function running<const P extends readonly ParamType[]>(
  params: P,
  body: (run: Run, ...args: ArgumentsOf<P>) => Value,
): Func {
  const call = body as Direct['body'];
  return { params, rest: undefined, call: (args, run) => call(run, ...args), direct: { takesRun: true, body: call } };
}

/** One execution of a template, as functions see it. */
export interface Run {
  /** Executes a template of the set into a text of its own, as `include` does. @throws as the template fails. */
  execute(name: string, data: Value): string;
  /** Parses a text as a template in a copy of the set, where only it sees what it defines, and executes it: `tpl`. */
  executeText(text: string, data: Value): string;
  readonly world: World;
}

/** What differs from one run to the next though the data are the same: given by the caller, so that tests can fix it. */
export interface World {
  /** Nanoseconds since 1970. */
  now(): bigint;
  random(bytes: number): Uint8Array;
  /** An object or list of the cluster; {} when there is none. */
  lookup(apiVersion: string, kind: string, namespace: string, name: string): Value;
  /** '' unless names may be looked up. */
  resolveHost(name: string): string;
  /** The local time zone, an IANA name: `UTC`, `Europe/Berlin`. */
  readonly timeZone: string;
}
