import { runPod } from './pods.ts';
import { client } from './server-images.ts';
import type { World } from './world.ts';

/**
 * Runs the client (client/main.ts) in a pod that has minio's keys from their Secret.
 *
 * @returns what it printed @throws Error with its log when it failed
 */
export async function fromPod(world: World, namespace: string, ...args: readonly string[]): Promise<unknown> {
  const image = `${client.repository}:${client.tag}`;
  return JSON.parse(await runPod(world, { namespace, image, args, secret: 'kre-minio-secret' }));
}
