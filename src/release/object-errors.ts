import { isDeepStrictEqual } from 'node:util';
import { formatRef, type KubeObject, type ObjectRef } from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';

/** The API server's words with the object in front, unless they name it: an admission webhook's do not. */
export function nameObject(error: unknown, ref: ObjectRef): unknown {
  if (!isCapstanError(error)) return error;
  const words = error.message.toLowerCase();
  if (words.includes(ref.name.toLowerCase()) && words.includes(ref.kind.toLowerCase())) return error;
  return reworded(error, `${formatRef(ref)}: ${error.message}`);
}

/**
 * Names the fields that differ where the API server says only which may: `updates to statefulset spec for fields other than
 * 'replicas', … are forbidden`.
 */
export function nameFixedFields(
  refusal: CapstanError,
  desired: KubeObject,
  live: KubeObject | undefined,
): CapstanError {
  if (!live || !refusal.message.includes('fields other than')) return refusal;
  const specOf = (object: KubeObject) => (object['spec'] ?? {}) as Readonly<Record<string, unknown>>;
  const allowed = new Set([...refusal.message.matchAll(/'(\w+)'/g)].map(([, name]) => name));
  const wanted = Object.entries(specOf(desired)).filter(([name]) => !allowed.has(name));
  const fields = wanted.filter(([name, value]) => !isWithin(value, specOf(live)[name])).map(([name]) => `spec.${name}`);
  return fields.length === 0 ? refusal : reworded(refusal, `${refusal.message}: ${fields.join(', ')}`);
}

/** Whether all that is wanted is there; what the server filled in does not count. */
function isWithin(wanted: unknown, live: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(live) && live.length === wanted.length && wanted.every((item, index) => isWithin(item, live[index]))
    );
  }
  if (typeof wanted !== 'object' || wanted === null || typeof live !== 'object' || live === null) {
    return isDeepStrictEqual(wanted ?? undefined, live ?? undefined);
  }
  return Object.entries(wanted).every(([name, value]) =>
    isWithin(value, (live as Readonly<Record<string, unknown>>)[name]),
  );
}

export function reworded(error: CapstanError, message: string): CapstanError {
  const { code, hint, status, retryAfterMs, place } = error;
  return new CapstanError(code, message, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(place === undefined ? {} : { place }),
  });
}
