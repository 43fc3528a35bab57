import { EntryError, nameOf } from './field.ts';
import { checked, type Kind, mapped, needed, optional, withDefault } from './kind.ts';
import { choice, matching, string, word } from './scalars.ts';
import { list, table } from './table.ts';
import type { DriftDetection } from './watch.ts';

const pointer = matching(/^(\/([^~]|~[01])*)?$/, 'JSON pointer such as /spec/replicas');

const requirement = String.raw`!?\s*[\w./-]+(\s*(==?|!=)\s*[^,()\s]*|\s+(in|notin)\s*\([^()]*\))?`;
const selectorText = matching(
  new RegExp(String.raw`^\s*${requirement}(\s*,\s*${requirement})*\s*$`),
  'selector such as app=web,tier in (a,b)',
);

/** A regular expression for the whole word, as Flux and kustomize take it. */
const pattern = checked(word, (value, field) => {
  try {
    new RegExp(value);
  } catch {
    throw new EntryError(`${nameOf(field)} is "${value}", which is no regular expression`, field);
  }
});

/** Of an ignore rule: what it leaves out does not matter. */
export const driftTarget = table({
  group: optional(string, 'API group, a regular expression; `""` is the core group', 'any'),
  version: optional(pattern, 'API version, a regular expression', 'any'),
  kind: optional(pattern, 'kind, a regular expression', 'any'),
  name: optional(pattern, 'name of the object, a regular expression', 'any'),
  namespace: optional(pattern, 'namespace of the object, a regular expression', 'any'),
  labelSelector: optional(selectorText, 'as `kubectl -l` takes it: `app=web,tier in (a,b)`', 'any'),
  annotationSelector: optional(selectorText, 'the same for annotations', 'any'),
});

export const driftRule = table({
  paths: needed(
    checked(
      list(pointer),
      (paths, field) => {
        if (paths.length === 0)
          throw new EntryError(`${nameOf(field)} is empty: which fields are to be ignored?`, field);
      },
      { minItems: 1 },
    ),
    'JSON pointers (RFC 6901) to fields that others may change; `""` is the whole object',
  ),
  target: optional(mapped(driftTarget, givenOnly), 'the objects it holds for', 'every object'),
});

export const driftDetectionTable = table({
  mode: withDefault(
    choice('enabled', 'warn', 'disabled'),
    'enabled',
    'put right; told by an event and the condition `Drifted` and left alone; not looked at',
  ),
  ignore: withDefault(list(driftRule), [], 'fields that others may change', 'none'),
});

export const driftDetection: Kind<DriftDetection> = driftDetectionTable;

/** Without the keys that are undefined: exactOptionalPropertyTypes tells them from absent ones. */
function givenOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
