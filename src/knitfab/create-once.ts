import type { Cluster, KubeObject } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';

/** A step that is repeated finds what it has made. */
export async function createOnce(cluster: Cluster, object: KubeObject, signal: AbortSignal): Promise<void> {
  try {
    await cluster.create(object, {}, signal);
  } catch (error) {
    if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error;
  }
}
