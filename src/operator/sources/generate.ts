import type { Values } from '../../chart/index.ts';
import { formatRef, type KubeObject, type ObjectRef } from '../../cluster/index.ts';
import { expandResourceText, type GeneratedSecret } from '../watches/index.ts';
import type { Gathered, SourceOptions } from './gather.ts';
import { ensureSecret, generatedLabel } from './generated-secret.ts';
import { readRotation, rotateAnnotation } from './rotation.ts';
import type { SecretWish } from './secret-plan.ts';
import type { ListedKind } from './sources.ts';

/** Secrets that are made once; what they hold is at `generated.<name>`. */
export async function generateSecrets(options: SourceOptions): Promise<Gathered> {
  const { watch, resource } = options;
  if (watch.generate.length === 0) return { values: {}, data: {}, waitingFor: [], warnings: [] };
  const names = watch.generate.map(({ name }) => name);
  const rotation = readRotation(resource.metadata.annotations?.[rotateAnnotation], names);
  const secrets = watch.generate.map((secret) => ({
    name: secret.name,
    ref: refOf(secret, options),
    wish: wishOf(secret, rotation.tokenFor(secret.name), resource),
  }));
  const seen = await listSeen(secrets, options);
  const generated: Record<string, Values> = {};
  const waitingFor: string[] = [];
  for (const { name, ref, wish } of secrets) {
    const before = seen.find(({ metadata }) => metadata.name === ref.name);
    const secret = await ensureSecret(ref, wish, before, options);
    if (secret === 'going') waitingFor.push(`${formatRef(ref)} to be gone`);
    else {
      if (secret !== before) await options.sources.put(kindFor(options), secret, options.signal);
      generated[name] = { secretName: ref.name, data: textsOf(secret) };
    }
  }
  const warnings = rotation.unknown.map(
    (name) => `annotation ${rotateAnnotation} names ${name}, which is not generated`,
  );
  return { values: {}, data: { generated }, waitingFor, warnings };
}

const secretKind = { group: '', version: 'v1', kind: 'Secret' } as const;

function refOf({ name, secretName }: GeneratedSecret, { resource, identity }: SourceOptions): ObjectRef {
  const text = secretName === undefined ? `${identity.name}-${name}` : expandResourceText(secretName, resource);
  return { ...secretKind, namespace: identity.namespace, name: text };
}

function wishOf({ keys, certificate }: GeneratedSecret, token: string | undefined, resource: KubeObject): SecretWish {
  if (!certificate) return { keys, token, certificate };
  const { commonName, dnsNames, days } = certificate;
  return {
    keys,
    token,
    certificate: {
      commonName: expandResourceText(commonName, resource),
      dnsNames: dnsNames.map((name) => expandResourceText(name, resource)).filter((name) => name !== ''),
      days,
    },
  };
}

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

function textsOf(secret: KubeObject): Readonly<Record<string, string>> {
  const data = (secret['data'] ?? {}) as Readonly<Record<string, string>>;
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]));
}
