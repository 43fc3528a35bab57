import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';

/** What deploy/ has to offer. */
export interface Manifests {
  readonly crds: readonly KubeObject[];
  /** Role, ServiceAccount and RoleBinding, in the order in which they are applied. */
  readonly rbac: readonly KubeObject[];
  /** The name of the ServiceAccount among them. */
  readonly account: string;
  /** Of the folders in deploy/: rights in the whole cluster, for kinds that the Role is not enough for. */
  readonly clusterRoles: readonly KubeObject[];
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly file: string;
  readonly object: KubeObject;
}

const rbacFiles = ['role.yaml', 'service_account.yaml', 'role_binding.yaml'] as const;
const clusterRoleFile = 'cluster_role.yaml';
const defaultSample = 'Runtime';

/** @throws CapstanError FILE_UNREADABLE */
export function readManifests(root: string): Manifests {
  const deploy = join(root, 'deploy');
  const crds = join(deploy, 'crds');
  const files = list(crds);
  const rbac = rbacFiles.flatMap((file) => readObjects(join(deploy, file)));
  const account = rbac.find(({ kind }) => kind === 'ServiceAccount')?.metadata.name;
  if (account === undefined) {
    throw new CapstanError('FILE_UNREADABLE', `${join(deploy, 'service_account.yaml')} holds no ServiceAccount`);
  }
  return {
    crds: files.filter((file) => file.endsWith('_crd.yaml')).flatMap((file) => readObjects(join(crds, file))),
    rbac,
    account,
    clusterRoles: readdirSync(deploy)
      .sort()
      .map((folder) => join(deploy, folder, clusterRoleFile))
      .filter((file) => existsSync(file))
      .flatMap(readObjects),
    samples: files
      .filter((file) => file.endsWith('_cr.yaml'))
      .flatMap((file) => readObjects(join(crds, file)).map((object) => ({ file, object }))),
  };
}

/** The groups of deploy/crds that a Role or ClusterRole gives rights on by name. */
export function groupsOf(role: KubeObject | undefined, { crds }: Manifests): readonly string[] {
  const rules = (role?.['rules'] ?? []) as readonly { readonly apiGroups?: readonly string[] }[];
  const named = new Set(rules.flatMap(({ apiGroups }) => apiGroups ?? []));
  return [...new Set(crds.map((crd) => specOf(crd).group))].filter((group) => named.has(group));
}

export function isClusterScoped({ apiVersion, kind }: KubeObject, { crds }: Manifests): boolean {
  return crds.map(specOf).some(({ group, scope, names }) => {
    return scope === 'Cluster' && names.kind === kind && apiVersion.startsWith(`${group}/`);
  });
}

interface CrdSpec {
  readonly group: string;
  readonly scope: string;
  readonly names: { readonly kind: string };
}

function specOf(crd: KubeObject): CrdSpec {
  return crd['spec'] as CrdSpec;
}

/** By kind, with or without dashes, else by a part of the file's name; `true` is the sample of the kind that everything starts with. */
export function chooseSample(samples: readonly Sample[], wanted: string | true): KubeObject {
  const name = (wanted === true ? defaultSample : wanted).toLowerCase().replaceAll('-', '');
  const found =
    samples.find(({ object }) => object.kind.toLowerCase() === name) ??
    samples.find(({ file }) => file.toLowerCase().includes(name));
  if (found !== undefined) return found.object;
  const kinds = samples.map(({ object }) => object.kind).join(', ') || 'none';
  throw new CapstanError('USAGE', `--sample: there is no sample ${wanted === true ? defaultSample : wanted}`, {
    hint: `deploy/crds has samples of: ${kinds}`,
  });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `${folder} cannot be read: ${messageOf(error)}`, {
      cause: error,
      hint: 'run `capstan up` in a folder with deploy/, watches.yaml and the charts, such as a checkout of capstan',
    });
  }
}

function readObjects(path: string): KubeObject[] {
  try {
    return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS() as KubeObject;
    });
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
