import type { Values } from '../../chart/index.ts';
import { formatRef, type KubeObject, type ObjectRef } from '../../cluster/index.ts';
import type { Gathered, SourceOptions } from './gather.ts';
import { ensureSecret, generatedLabel } from './generated-secret.ts';
import { generatedValue } from './generated-value.ts';
import { readRotation, rotateAnnotation } from './rotation.ts';
import { secretNameOf, wishOf } from './secret-wish.ts';
import type { ListedKind } from './sources.ts';

/** Secrets that are made once; what they hold is at `generated.<name>`. */
export async function generateSecrets(options: SourceOptions): Promise<Gathered> {
  const { watch, resource, identity } = options;
  if (watch.generate.length === 0) return { values: {}, data: {}, waitingFor: [], warnings: [] };
  const names = watch.generate.map(({ name }) => name);
  const rotation = readRotation(resource.metadata.annotations?.[rotateAnnotation], names);
  const secrets = watch.generate.map((secret) => ({
    name: secret.name,
    isKept: secret.keep,
    ref: { ...secretKind, namespace: identity.namespace, name: secretNameOf(secret, identity.name, resource) },
    wish: wishOf(secret, rotation.tokenFor(secret.name), resource),
  }));
  const seen = await listSeen(secrets, options);
  const generated: Record<string, Values> = {};
  const waitingFor: string[] = [];
  for (const { name, ref, wish, isKept } of secrets) {
    const before = seen.find(({ metadata }) => metadata.name === ref.name);
    const secret = await ensureSecret(ref, wish, before, { ...options, isKept });
    if (secret === 'going') waitingFor.push(`${formatRef(ref)} to be gone`);
    else {
      if (secret !== before) await options.sources.put(kindFor(options), secret, options.signal);
      generated[name] = generatedValue(ref.name, (secret['data'] ?? {}) as Readonly<Record<string, string>>);
    }
  }
  const warnings = rotation.unknown.map(
    (name) => `annotation ${rotateAnnotation} names ${name}, which is not generated`,
  );
  return { values: {}, data: { generated }, waitingFor, warnings };
}

const secretKind = { group: '', version: 'v1', kind: 'Secret' } as const;

/** One watch serves all releases, or all of a namespace; a Secret's change concerns its own release alone. */
function kindFor({ sources, identity }: SourceOptions): ListedKind {
  const namespace = sources.looksEverywhere ? '' : identity.namespace;
  return { gvk: secretKind, namespace, labelSelector: generatedLabel };
}

async function listSeen(
  secrets: readonly { readonly ref: ObjectRef }[],
  options: SourceOptions,
): Promise<readonly KubeObject[]> {
  const names = new Set(secrets.map(({ ref }) => ref.name));
  const isOne = (object: KubeObject | undefined) =>
    object !== undefined && object.metadata.namespace === options.identity.namespace && names.has(object.metadata.name);
  const { sources, owner, signal } = options;
  const all = await sources.list(owner, kindFor(options), signal, (before, after) => isOne(after ?? before));
  return all.filter(isOne);
}
