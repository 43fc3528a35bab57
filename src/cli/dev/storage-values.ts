import type { ValuesEdit } from '../../installer/index.ts';

/** Has Knitfab's storage classes name who makes the volumes of this cluster, where an NFS server would be. */
export function ownVolumes(provisioner: string, gateway: string): readonly ValuesEdit[] {
  const values = [
    ['class.provisioner', provisioner],
    ['csiDriver.install', false],
    ['nfs.external', true],
    ['nfs.server', gateway],
    ['nfs.node', ''],
  ] as const;
  return values.map(([path, value]) => ({ file: 'knit-storage-nfs.yaml', path: path.split('.'), value }));
}
