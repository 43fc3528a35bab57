import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { UpFlags } from '../up.ts';
import { chooseSample, groupsOf, type Manifests, readManifests } from './manifests.ts';
import { groupsIn } from './watches-file.ts';

/** What `up` is going to do: flags, environment and files, checked before anything is started. */
export interface UpPlan {
  /** The checkout, or whatever folder has deploy/ and the charts. */
  readonly root: string;
  readonly namespace: string;
  /** undefined: start one. */
  readonly existing: { readonly kubeconfig?: string; readonly context?: string } | undefined;
  /** Where this `up` keeps what it writes. */
  readonly folder: string;
  readonly manifests: Manifests;
  readonly samples: readonly KubeObject[];
  readonly watchesFiles: readonly string[];
  /** Entries of other groups are left out; undefined: none is. */
  readonly groups: readonly string[] | undefined;
  /** What the operator may do in the whole cluster. With any, it serves all namespaces. */
  readonly clusterRoles: readonly KubeObject[];
}

/** @throws CapstanError */
export function readPlan(flags: UpFlags, env: NodeJS.ProcessEnv, root: string): UpPlan {
  checkNamespace(flags.namespace);
  if (flags.dev && (flags.context ?? flags.kubeconfig) !== undefined) {
    throw new CapstanError('USAGE', '--dev starts a cluster, --context and --kubeconfig choose one', {
      hint: 'leave one of them out',
    });
  }
  const state = join(root, '.capstan');
  const existing = flags.dev ? undefined : findExisting(flags, env, join(state, 'dev', 'kubeconfig'));
  const manifests = readManifests(root);
  const { sample = [] } = flags;
  const samples = sample.map((wanted) => chooseSample(manifests.samples, wanted));
  const watchesFiles = (flags.watchesFile ?? ['./watches.yaml']).map((file) => checkReadable(file, root));
  const groups = flags.watchesFile === undefined ? groupsToServe(samples, manifests) : undefined;
  const served = groups ?? groupsIn(watchesFiles);
  return {
    root,
    namespace: flags.namespace,
    existing,
    folder: join(state, existing === undefined ? 'dev' : `up-${flags.namespace}`),
    manifests,
    samples,
    watchesFiles,
    groups,
    clusterRoles: manifests.clusterRoles.filter((role) =>
      groupsOf(role, manifests).some((one) => served.includes(one)),
    ),
  };
}

/**
 * The kinds of the samples, without any those that deploy/role.yaml is for: who tries one platform need not give rights in
 * the whole cluster to another.
 */
function groupsToServe(samples: readonly KubeObject[], manifests: Manifests): readonly string[] | undefined {
  if (samples.length > 0) return samples.map(({ apiVersion }) => apiVersion.replace(/\/.*/, ''));
  const groups = manifests.rbac.flatMap((object) => groupsOf(object, manifests));
  return groups.length > 0 ? groups : undefined;
}

function checkNamespace(name: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return;
  throw new CapstanError('USAGE', `--namespace: "${name}" is no name for a namespace`, {
    hint: 'use at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  });
}

/**
 * A cluster that is configured somewhere. The kubeconfig of an earlier `up` counts as none: its shell still has the
 * `export KUBECONFIG=…` that it was told, and the control plane behind it is gone.
 */
function findExisting(flags: UpFlags, env: NodeJS.ProcessEnv, devKubeconfig: string): UpPlan['existing'] {
  const { kubeconfig, context } = flags;
  const chosen = { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) };
  const named = kubeconfig ?? env['KUBECONFIG'];
  if (named) return resolve(named) === devKubeconfig ? undefined : chosen;
  const isConfigured = context !== undefined || isInPod(env) || hasCurrentContext(env);
  return isConfigured ? chosen : undefined;
}

function isInPod(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST']) && existsSync('/var/run/secrets/kubernetes.io/serviceaccount/token');
}

function hasCurrentContext(env: NodeJS.ProcessEnv): boolean {
  const home = env['HOME'] || env['USERPROFILE'];
  const file = home ? join(home, '.kube', 'config') : undefined;
  if (file === undefined || !existsSync(file)) return false;
  try {
    return Boolean((parse(readFileSync(file, 'utf8')) as { 'current-context'?: string } | null)?.['current-context']);
  } catch (error) {
    throw new CapstanError('CONNECTION_CONFIG', `kubeconfig ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
      hint: 'repair it, or start a cluster of your own with --dev',
    });
  }
}

function checkReadable(file: string, root: string): string {
  const path = resolve(root, file);
  if (existsSync(path)) return path;
  throw new CapstanError('FILE_UNREADABLE', `--watches-file: there is no ${path}`);
}
