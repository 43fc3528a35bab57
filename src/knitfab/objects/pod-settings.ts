import type { BackendConfig } from '../config.ts';

/** Of every container that is Knitfab's own. */
export const hardened = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** Of every pod: with what its images are pulled, and as which group its volumes are written. */
export function podSettings({ cluster }: BackendConfig): object {
  const { imagePullSecret, dataAgent } = cluster;
  const { fsGroup } = dataAgent.volume;
  return {
    ...(imagePullSecret ? { imagePullSecrets: [{ name: imagePullSecret }] } : {}),
    ...(fsGroup === undefined ? {} : { securityContext: { fsGroup, fsGroupChangePolicy: 'OnRootMismatch' } }),
  };
}
