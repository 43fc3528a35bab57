import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, formatRef, type ObjectRef } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

export interface ReadKeyOptions {
  /** How long to wait for it. */
  readonly waitMs: number;
  /** Told once, when there is something to wait for. */
  readonly onWait: (what: string) => void;
}

const everyMs = 1_000;

/** `Secret.v1/default/web` or `Cluster.v1.provisioning.cattle.io/fleet-default/lab`. @throws CapstanError USAGE */
export function parseRef(text: string): ObjectRef {
  const [, kind, version, group = '', namespace, name] =
    /^([A-Za-z][A-Za-z0-9]*)\.(v[a-z0-9]+)(?:\.([a-z0-9.-]+))?\/([a-z0-9.-]+)\/([a-z0-9.:-]+)$/.exec(text) ?? [];
  if (kind && version && namespace && name) return { group, version, kind, namespace, name };
  throw new CapstanError('USAGE', `"${text}" names no object`, {
    hint: 'write KIND.VERSION[.GROUP]/NAMESPACE/NAME, such as Secret.v1/default/web',
  });
}

/** The text behind a key of a Secret (decoded) or ConfigMap, as soon as it is there. @throws CapstanError NOT_FOUND after the wait */
export async function readKey(
  cluster: Cluster,
  ref: ObjectRef,
  key: string,
  options: ReadKeyOptions,
  signal?: AbortSignal,
): Promise<string> {
  const deadline = performance.now() + options.waitMs;
  for (let round = 0; ; round++) {
    const text = await look(cluster, ref, key, signal);
    if (text !== undefined) return text;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) break;
    if (round === 0) options.onWait(`waiting for ${key} of ${formatRef(ref)}`);
    await sleep(Math.min(everyMs, leftMs), undefined, signal ? { signal } : {});
  }
  throw new CapstanError('NOT_FOUND', `${formatRef(ref)} has no ${key}`, {
    hint: 'look whether what makes it is well, or give it more time with --wait',
  });
}

async function look(cluster: Cluster, ref: ObjectRef, key: string, signal?: AbortSignal): Promise<string | undefined> {
  const object = await cluster.get(ref, signal);
  const data = object?.['data'] as Readonly<Record<string, string>> | undefined;
  const found = data?.[key];
  if (found === undefined || found === '') return undefined;
  return ref.kind === 'Secret' ? Buffer.from(found, 'base64').toString() : found;
}
