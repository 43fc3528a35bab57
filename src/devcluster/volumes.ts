import { rm, rmdir } from 'node:fs/promises';
import type { AdminClient } from './admin-client.ts';

/** kube-controller-manager's host path provisioner makes a folder per volume here, whatever the TMPDIR. */
const parent = '/tmp/hostpath_pv/';

interface VolumeList {
  readonly items: readonly { readonly spec?: { readonly hostPath?: { readonly path?: string } } }[];
}

/** Removes the folders of the volumes that still exist; as nothing ever ran, they are empty. */
export async function removeVolumes(plane: { client(): AdminClient }): Promise<void> {
  let volumes: VolumeList;
  try {
    const client = plane.client();
    try {
      volumes = JSON.parse((await client.send('GET', '/api/v1/persistentvolumes')).body) as VolumeList;
    } finally {
      await client.close();
    }
  } catch {
    return; // no API server answers any more: the empty folders stay until the machine clears /tmp
  }
  for (const { spec } of volumes.items ?? []) {
    const path = spec?.hostPath?.path;
    if (path?.startsWith(parent) && !path.includes('..')) await rm(path, { recursive: true, force: true });
  }
  // Another person of this machine could not make volumes in a folder of ours.
  await rmdir(parent).catch(() => {}); // absent, or volumes of another control plane are in it
}
