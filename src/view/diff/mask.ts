import type { KubeObject } from '../../cluster/index.ts';

const mask = '****';
const changedMask = '**** (changed)';

type Side = KubeObject | undefined;

/**
 * Two states of one object without what Secrets hold: equal values look equal, and one that differs is marked on the side
 * that comes. Objects of other kinds stay as they are.
 */
export function maskPair(before: Side, after: Side): { readonly before: Side; readonly after: Side } {
  if (!isSecret(before) && !isSecret(after)) return { before, after };
  return { before: masked(before, undefined), after: masked(after, before) };
}

function isSecret(object: Side): boolean {
  return object?.kind === 'Secret' && object.apiVersion === 'v1';
}

/** @param other the state to which this one is compared: values that it has otherwise are marked */
function masked(object: Side, other: Side): Side {
  if (!object) return undefined;
  const known = other && textsOf(other);
  const texts = textsOf(object);
  const { stringData: _, data: __, ...rest } = object;
  if (texts.size === 0) return rest as KubeObject;
  const data: Record<string, string> = {};
  for (const key of [...texts.keys()].sort()) {
    const isChanged = known?.has(key) && known.get(key) !== texts.get(key);
    data[key] = isChanged ? changedMask : mask;
  }
  return { ...rest, data } as KubeObject;
}

/** Key to base64; stringData wins, as in the API server. */
function textsOf({ data, stringData }: KubeObject): ReadonlyMap<string, string> {
  const encoded = Object.entries((stringData ?? {}) as object).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  return new Map([...Object.entries((data ?? {}) as object), ...encoded] as [string, string][]);
}
