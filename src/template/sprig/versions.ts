import {
  type Constraint,
  compareVersions,
  formatVersion,
  incMajor,
  incMinor,
  incPatch,
  parseConstraint,
  parseVersion,
  SemverError,
  setMetadata,
  setPrerelease,
  type Version,
} from '../../semver/index.ts';
import { type Funcs, func, GoError, Int, int, type Method, Struct, type StructType, type Value } from '../go/index.ts';

/** Versions by the rules of Masterminds/semver. */
export const versionFuncs: Funcs = {
  semver: func(
    ['string'],
    (text) =>
      new Struct(
        pointerType,
        new Map(),
        orGoError(() => parseVersion(text)),
      ),
  ),
  semverCompare: func(['string', 'string'], (range, text) => {
    const constraint = constraintOf(range);
    return constraint.check(orGoError(() => parseVersion(text)));
  }),
};

function constraintOf(text: string): Constraint {
  const known = constraints.get(text);
  if (known) return known;
  const constraint = orGoError(() => parseConstraint(text));
  if (constraints.size >= maxConstraints) constraints.delete(constraints.keys().next().value!);
  constraints.set(text, constraint);
  return constraint;
}

/** Charts ask few, and the same ones over and over: `>=1.19-0`. */
const constraints = new Map<string, Constraint>();
const maxConstraints = 200;

const valueMethods: Readonly<Record<string, Method>> = {
  String: textMethod(formatVersion),
  Major: numberMethod(({ major }) => major),
  Minor: numberMethod(({ minor }) => minor),
  Patch: numberMethod(({ patch }) => patch),
  Prerelease: textMethod(({ prerelease }) => prerelease),
  Metadata: textMethod(({ metadata }) => metadata),
  IncMajor: nextMethod(incMajor),
  IncMinor: nextMethod(incMinor),
  IncPatch: nextMethod(incPatch),
  SetPrerelease: setMethod(setPrerelease),
  SetMetadata: setMethod(setMetadata),
};

const pointerMethods: Readonly<Record<string, Method>> = {
  ...valueMethods,
  Original: textMethod(({ original }) => original),
  Compare: (receiver) => func(['*semver.Version'], (other) => int(compare(receiver, other))),
  Equal: comparison((order) => order === 0),
  LessThan: comparison((order) => order < 0),
  LessThanEqual: comparison((order) => order <= 0),
  GreaterThan: comparison((order) => order > 0),
  GreaterThanEqual: comparison((order) => order >= 0),
};

const shared = {
  text: (value: Struct) => formatVersion(versionIn(value)),
  json: (value: Struct) => formatVersion(versionIn(value)),
  hidden: (value: Struct) => hiddenFields(versionIn(value)),
  isSelfEqual: (a: Struct, b: Struct) => areSame(versionIn(a), versionIn(b)),
};
const pointerType: StructType = { name: '*semver.Version', kind: 'ptr', methods: pointerMethods, ...shared };
const valueType: StructType = { name: 'semver.Version', kind: 'struct', methods: valueMethods, ...shared };

function hiddenFields({ major, minor, patch, prerelease, metadata, original }: Version): ReadonlyMap<string, Value> {
  const number = (value: bigint) => new Int(value, 'uint64');
  return new Map<string, Value>([
    ['major', number(major)],
    ['minor', number(minor)],
    ['patch', number(patch)],
    ['pre', prerelease],
    ['metadata', metadata],
    ['original', original],
  ]);
}

/** Go's zero Version. */
export const noVersion = new Struct(pointerType, new Map(), {
  major: 0n,
  minor: 0n,
  patch: 0n,
  prerelease: '',
  metadata: '',
  original: '',
} satisfies Version);

export function isVersion(value: Struct): boolean {
  return value.type === pointerType;
}

function versionIn(value: Struct): Version {
  return value.self as Version;
}

function textMethod(read: (version: Version) => string): Method {
  return (receiver) => func([], () => read(versionIn(receiver)));
}

function numberMethod(read: (version: Version) => bigint): Method {
  return (receiver) => func([], () => new Int(read(versionIn(receiver)), 'uint64'));
}

function nextMethod(next: (version: Version) => Version): Method {
  return (receiver) => func([], () => new Struct(valueType, new Map(), next(versionIn(receiver))));
}

function setMethod(change: (version: Version, text: string) => Version): Method {
  return (receiver) =>
    func(
      ['string'],
      (text) =>
        new Struct(
          valueType,
          new Map(),
          orGoError(() => change(versionIn(receiver), text)),
        ),
    );
}

function comparison(decide: (order: number) => boolean): Method {
  return (receiver) => func(['*semver.Version'], (other) => decide(compare(receiver, other)));
}

function compare(receiver: Struct, other: Struct): number {
  return compareVersions(versionIn(receiver), versionIn(other));
}

function areSame(a: Version, b: Version): boolean {
  return formatVersion(a) === formatVersion(b) && a.original === b.original;
}

function orGoError<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SemverError) throw new GoError(error.message);
    throw error;
  }
}
