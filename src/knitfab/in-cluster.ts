import { Cluster, loadConnection } from '../cluster/index.ts';
import { readVersion } from '../version.ts';

/** The cluster that this pod is in, as its ServiceAccount; outside of a pod what kubeconfig says. */
export function inCluster(env: NodeJS.ProcessEnv): Cluster {
  return new Cluster(loadConnection({ env, userAgent: `knitfab/${readVersion().version}` }));
}
