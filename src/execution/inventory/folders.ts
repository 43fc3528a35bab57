import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { isUserName } from '../../params/index.ts';
import { checkComponentName } from '../components/index.ts';
import { isInUse } from './in-use.ts';

/** A user's cluster: `deployments/USER/cluster/PREFIX-PROVIDER-USER`. */
export interface ClusterPlace {
  readonly deployments: string;
  readonly user: string;
  /** CLUSTER_PREFIX of the service's environment. */
  readonly prefix: string;
  readonly provider: string;
}

export const defaultPrefix = 'om';
export const defaultProvider = 'k8s';
export const kubeconfigName = 'kubeconfig.yml';

/** @throws CapstanError SPECS_INVALID for names that could lead out of the folder */
export function clusterBase({ deployments, user, prefix, provider }: ClusterPlace): string {
  checkUser(user);
  checkPart('CLUSTER_PREFIX', prefix);
  checkPart('provider', provider, providerForm);
  return join(deployments, user, 'cluster', `${prefix}-${provider}-${user}`);
}

/**
 * @param number a user's second deployment of a plan has a folder of its own, `COMPONENT.2`
 * @throws CapstanError SPECS_INVALID, COMPONENT_UNKNOWN
 */
export function componentBase(place: ClusterPlace, component: string, number = 1): string {
  checkComponentName(component);
  return join(clusterBase(place), number === 1 ? component : `${component}.${number}`);
}

/**
 * Where nobody says, the provider of the only cluster that the user has, else k8s. A cluster is one whose kubeconfig is
 * stored or where something is deployed: a folder alone is none, a slip of the pen made it.
 * @throws CapstanError SPECS_INVALID when there are several and none is k8s
 */
export function providerOf({ deployments, user, prefix }: Omit<ClusterPlace, 'provider'>): string {
  checkUser(user);
  checkPart('CLUSTER_PREFIX', prefix);
  const clusters = join(deployments, user, 'cluster');
  const found = foldersIn(clusters)
    .filter((name) => name.startsWith(`${prefix}-`) && name.endsWith(`-${user}`))
    .filter((name) => isCluster(join(clusters, name)))
    .map((name) => name.slice(prefix.length + 1, -user.length - 1))
    .filter((provider) => providerForm.test(provider));
  const [only, ...others] = found;
  if (only === undefined || found.includes(defaultProvider)) return defaultProvider;
  if (others.length === 0) return only;
  throw new CapstanError('SPECS_INVALID', `user ${user} has clusters of ${found.sort().join(', ')}`, {
    hint: 'say which one with --specs "provider=…"',
  });
}

function isCluster(base: string): boolean {
  return storedKubeconfig(base) !== undefined || foldersIn(base).some((component) => isInUse(join(base, component)));
}

/** A cluster's kubeconfig, if one was stored with something in it. */
export function storedKubeconfig(base: string): string | undefined {
  const file = join(base, kubeconfigName);
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size > 0 ? file : undefined;
}

export function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

export function checkUser(user: string): void {
  if (isUserName(user)) return;
  throw new CapstanError('SPECS_INVALID', `${JSON.stringify(user)} cannot be the name of a user`, {
    hint: 'names are of letters, digits, dots, - and _',
  });
}

const partForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
/** Without a dash: `om-a` of `b` would have the folder that `om` of `a-b` has. */
const providerForm = /^[A-Za-z0-9][A-Za-z0-9_]{0,62}$/;

function checkPart(what: string, text: string, form = partForm): void {
  if (form.test(text)) return;
  throw new CapstanError('SPECS_INVALID', `${what} ${JSON.stringify(text)} cannot be a part of a folder's name`, {
    hint: form === partForm ? 'it is of letters, digits, - and _' : 'it is of letters, digits and _',
  });
}
