import { join } from 'node:path';
import { Cluster, loadConnection } from '../../cluster/index.ts';
import { type DeploymentPlace, listInventory, placeOf } from '../../execution/index.ts';
import { userHome } from '../../user-home.ts';
import { userAgent } from '../../version.ts';
import type { Env } from '../terminal.ts';

/** The clusters of users, as the inventory on disk names them. Each is opened once, and closed with all. */
export class Clusters {
  readonly #deployments: string;
  readonly #env: Env;
  readonly #open = new Map<string, Cluster>();

  constructor(deployments: string, env: Env) {
    this.#deployments = deployments;
    this.#env = env;
  }

  /** undefined: nothing was ever deployed for the user. */
  async of(user: string): Promise<{ readonly cluster: Cluster } | undefined> {
    const [first] = await listInventory(this.#deployments, user);
    if (first === undefined) return undefined;
    const { component, provider } = first;
    const place = await placeOf({ deployments: this.#deployments, user, component, provider });
    return place && { cluster: this.#cluster(place.kubeconfig) };
  }

  /** A cluster that no kubeconfig was stored for is the one that this process uses itself. */
  async placeOf(user: string, offering: string): Promise<DeploymentPlace | undefined> {
    const place = await placeOf({ deployments: this.#deployments, user, component: offering });
    return (
      place && {
        ...place,
        kubeconfig: place.kubeconfig ?? this.#env['KUBECONFIG'] ?? join(userHome(this.#env), '.kube/config'),
      }
    );
  }

  close(): void {
    for (const cluster of this.#open.values()) cluster.close();
    this.#open.clear();
  }

  #cluster(kubeconfig: string | undefined): Cluster {
    const known = this.#open.get(kubeconfig ?? '');
    if (known) return known;
    const connection = loadConnection({
      userAgent: userAgent(),
      env: this.#env,
      ...(kubeconfig ? { kubeconfig } : {}),
    });
    const cluster = new Cluster(connection);
    this.#open.set(kubeconfig ?? '', cluster);
    return cluster;
  }
}
