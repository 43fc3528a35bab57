import { Cluster, loadConnection } from '../../../cluster/index.ts';
import { Lookout } from './lookout.ts';

/** The lookouts of several clusters, each by its kubeconfig. */
export class Lookouts {
  readonly #userAgent: string;
  readonly #byKubeconfig = new Map<string, Lookout>();

  constructor(userAgent: string) {
    this.#userAgent = userAgent;
  }

  at(kubeconfig: string): Lookout {
    const known = this.#byKubeconfig.get(kubeconfig);
    if (known) return known;
    // One that nobody looks out of holds nothing but its name.
    const made = new Lookout({
      connect: () => new Cluster(loadConnection({ kubeconfig, userAgent: this.#userAgent, env: {} })),
    });
    this.#byKubeconfig.set(kubeconfig, made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byKubeconfig.values()].map((lookout) => lookout.close()));
    this.#byKubeconfig.clear();
  }
}
