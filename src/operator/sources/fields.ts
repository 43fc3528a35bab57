import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../cluster/index.ts';
import type { FieldPath } from '../watches/index.ts';

/** What of an object an input is about: what it is called, and the fields that are asked for, as far as it has them. */
export function pickFields(
  { apiVersion, kind, metadata, ...rest }: KubeObject,
  fields: readonly FieldPath[],
): KubeObject {
  const { name, namespace } = metadata;
  const named: KubeObject = {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
  const whole = { ...rest, metadata };
  return fields.reduce<KubeObject>((picked, path) => withField(picked, whole, path) as KubeObject, named);
}

/** True when an object came or went, or one of these fields is another. */
export function hasPickedChanged(
  before: KubeObject | undefined,
  after: KubeObject | undefined,
  fields: readonly FieldPath[],
): boolean {
  if (!before || !after) return before !== after;
  return !isDeepStrictEqual(pickFields(before, fields), pickFields(after, fields));
}

/** `target` with the field of `source` at that path; as it is when there is none. Paths lead through maps, not into lists. */
function withField(target: unknown, source: unknown, [key, ...rest]: FieldPath): unknown {
  if (key === undefined) return source;
  if (!isMap(source) || !Object.hasOwn(source, key)) return target;
  const map = isMap(target) ? target : {};
  const value = withField(map[key], source[key], rest);
  return value === undefined ? target : { ...map, [key]: value };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
