import type { Values } from '../../chart/index.ts';
import type { DumpFile } from './dump-files.ts';
import type { Profile } from './profiles.ts';
import type { DumpedObject, RenderedProfile } from './render-profile.ts';

/** What `-o json` prints. Nothing in it is secret. */
export interface DumpReport {
  readonly profile: string;
  readonly folder: string;
  readonly namespace: string;
  readonly files: readonly { readonly path: string; readonly kind: string; readonly name: string }[];
  /** What was made up for this dump, and the files that hold it. */
  readonly generated: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly warnings: readonly string[];
  readonly next: readonly string[];
}

interface Dump {
  readonly profile: Profile;
  readonly namespace: string;
  readonly folder: string;
  readonly keepsFolders: boolean;
  /** In the order of the rendered objects. */
  readonly files: readonly DumpFile[];
  readonly rendered: RenderedProfile;
  /** It took the place of another one. */
  readonly isSecond: boolean;
  /** Beside the folder, of dumps that were broken off. */
  readonly leftovers: readonly string[];
}

export function reportOf(dump: Dump): DumpReport {
  const { profile, folder, namespace, files, rendered } = dump;
  const generated = generatedIn(rendered, files);
  return {
    profile: profile.name,
    folder,
    namespace,
    files: rendered.objects.map(({ object: { kind, metadata } }, index) => ({
      path: files[index]?.path ?? '',
      kind,
      name: metadata.name,
    })),
    generated,
    warnings: warningsFor(dump, generated.length > 0),
    next: nextSteps(dump),
  };
}

export function textOf({ files, folder, next }: DumpReport): string {
  return `${files.length} files in ${folder}\n\nNext:\n${next.map((step) => `  ${step}\n`).join('')}`;
}

function generatedIn({ generated, objects }: RenderedProfile, files: readonly DumpFile[]): DumpReport['generated'] {
  const texts = objects.map((object) => textsOf(object));
  return Object.values(generated as Readonly<Record<string, { readonly data: Readonly<Record<string, string>> }>>)
    .flatMap(({ data }) => Object.entries(data))
    .map(([name, secret]) => ({
      name,
      files: files.filter((_, index) => texts[index]?.includes(secret)).map(({ path }) => path),
    }))
    .filter(({ files }) => files.length > 0);
}

/** All of an object that may hold a password, what is in base64 as it is. */
function textsOf({ object }: DumpedObject): string {
  const data = object.kind === 'Secret' ? ((object['data'] ?? {}) as Readonly<Record<string, string>>) : {};
  const decoded = Object.values(data).map((text) => Buffer.from(text, 'base64').toString());
  return [...leaves(object), ...decoded].join('\n');
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function warningsFor(
  { profile, namespace, folder, isSecond, leftovers, rendered }: Dump,
  hasSecrets: boolean,
): string[] {
  const isControlPlane = profile.name === 'control-plane';
  return [
    ...(isSecond && hasSecrets
      ? [`${folder} held an earlier dump: it is replaced, and the passwords and keys of this one are others`]
      : []),
    ...(hasSecrets
      ? [
          'do not apply it over the objects of another dump, whose passwords and keys are others: delete those objects and their volumes first',
        ]
      : []),
    ...(isControlPlane
      ? [
          `ConfigMap cnvrg-db-init must not be in namespace ${namespace} when it is applied: kubectl -n ${namespace} delete configmap cnvrg-db-init --ignore-not-found`,
        ]
      : []),
    ...leftovers.map(
      (path) => `${path} is what a dump that was broken off left of an earlier one, its Secrets too: remove it`,
    ),
    ...certificateWarning(rendered.spec),
  ];
}

function certificateWarning({ networking }: Values): string[] {
  const { https = {} } = (networking ?? {}) as { https?: { enabled?: unknown; certSecret?: string; cert?: string } };
  if (String(https.enabled) !== 'true' || https.certSecret || https.cert) return [];
  return ['no certificate is named for https: add --set networking.https.certSecret=NAME, a Secret of your own'];
}

function nextSteps({ profile, namespace, folder, keepsFolders, rendered }: Dump): string[] {
  const create = `kubectl create namespace ${namespace}`;
  const apply = `kubectl apply ${keepsFolders ? '-R ' : ''}-f ${folder}`;
  const groups = new Set(rendered.objects.map(({ object }) => object.apiVersion.replace(/\/.*/, '')));
  if (profile.name === 'network') {
    const first = keepsFolders ? `kubectl apply -f ${folder}/tmpl/crds` : `${apply}   (once for the definitions)`;
    return [create, first, `${apply}${keepsFolders ? '' : '   (and again for what is of them)'}`];
  }
  const needsIstio = groups.has('networking.istio.io');
  return [
    ...(needsIstio ? ['see that the cluster has Istio: profile dump network makes its manifests'] : []),
    create,
    apply,
  ];
}
