import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CapstanError, isCapstanError } from '../../errors/index.ts';
import { isUserName } from '../../params/index.ts';
import { type ComponentKind, componentKinds } from '../components/index.ts';
import { type Deployment, deploymentFile, type Recorded, readDeployment } from './deployment.ts';
import { clusterBase, defaultPrefix, foldersIn, providerOf, storedKubeconfig } from './folders.ts';

/** One thing that was done with a component for a user. */
export interface InventoryItem {
  readonly user: string;
  readonly provider: string;
  readonly component: string;
  readonly kind: ComponentKind;
  readonly folder: string;
  readonly recorded: Recorded;
}

/**
 * @param user undefined: of all users
 * @param onBroken is told of a record that cannot be read, and the others are listed; undefined: it is thrown
 */
export async function listInventory(
  deployments: string,
  user?: string,
  onBroken?: (error: CapstanError, user: string) => void,
): Promise<InventoryItem[]> {
  const users = foldersIn(deployments).filter((name) => isUserName(name) && (user === undefined || name === user));
  const folders = users.flatMap((name) => {
    const clusters = join(deployments, name, 'cluster');
    return foldersIn(clusters).flatMap((cluster) =>
      foldersIn(join(clusters, cluster)).map((component) => ({
        user: name,
        folder: join(clusters, cluster, component),
      })),
    );
  });
  const read = async ({ user: owner, folder }: (typeof folders)[number]) => {
    try {
      return { folder, deployment: await readDeployment(folder) };
    } catch (error) {
      if (onBroken === undefined || !isCapstanError(error)) throw error;
      onBroken(error, owner);
      return { folder, deployment: undefined };
    }
  };
  const found = await Promise.all(folders.map(read));
  return found.flatMap(({ folder, deployment }) => (deployment ? itemsOf(folder, deployment) : []));
}

function itemsOf(folder: string, deployment: Deployment): InventoryItem[] {
  const { user, provider, component } = deployment;
  return componentKinds.flatMap((kind) => {
    const recorded = deployment[kind];
    return recorded ? [{ user, provider, component, kind, folder, recorded }] : [];
  });
}

/** Where a user's deployment of a component lives. */
export interface DeploymentPlace {
  /** Of the user's own cluster; undefined: it went where the caller's KUBECONFIG leads. */
  readonly kubeconfig: string | undefined;
  readonly releases: readonly { readonly namespace: string; readonly name: string }[];
}

/**
 * The releases that a component brought about for a user, those included that its script made under other names.
 * undefined: nothing was ever done for that user.
 */
export async function placeOf(options: {
  readonly deployments: string;
  readonly user: string;
  readonly component: string;
  readonly prefix?: string;
  readonly provider?: string;
}): Promise<DeploymentPlace | undefined> {
  const { deployments, user, component, prefix = defaultPrefix } = options;
  const provider = options.provider || providerOf({ deployments, user, prefix });
  const base = clusterBase({ deployments, user, prefix, provider });
  const names = foldersIn(base).filter((name) => existsSync(join(base, name, deploymentFile)));
  const found = await Promise.all(names.map((name) => readDeployment(join(base, name))));
  const ofComponent = found.filter((one) => one !== undefined).filter((one) => isPartOf(one, component));
  if (ofComponent.length === 0) return undefined;
  const releases = ofComponent.flatMap(({ helm }) =>
    helm?.release && helm.status !== 'REMOVED' ? [{ namespace: helm.release.namespace, name: helm.release.name }] : [],
  );
  return { kubeconfig: storedKubeconfig(base), releases };
}

/** A release that was made on behalf of a plan says so. */
function isPartOf({ component, helm }: Deployment, wanted: string): boolean {
  return component === wanted || helm?.service === wanted;
}
