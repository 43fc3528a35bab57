import type { KubeObject } from '../../cluster/index.ts';
import type { BackendConfig } from '../config.ts';
import type { Run } from '../store/index.ts';
import { ownLabels, runLabel } from './labels.ts';
import { hardened, podSettings } from './pod-settings.ts';
import { jobName } from './refs.ts';

interface Mounted {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/**
 * The Job of a run: `init` looks whether the outputs are empty, `main` is the plan's image, `nurse` keeps the log of main.
 * @param claims by the data's id
 */
export function workerJob(run: Run, claims: ReadonlyMap<string, string>, config: BackendConfig): KubeObject {
  const { namespace, worker } = config.cluster;
  const mounts = mountsOf(run);
  const volumeMounts = mounts.map(({ data: _, ...mount }) => mount);
  const labels = { ...ownLabels, 'app.kubernetes.io/component': 'worker', [runLabel]: run.id };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(run), namespace, labels },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels },
        spec: {
          ...podSettings(config),
          restartPolicy: 'Never',
          priorityClassName: worker.priority,
          serviceAccountName: worker.nurse.serviceAccount,
          // whatever a plan runs gets no account: the nurse has a token of its own
          automountServiceAccountToken: false,
          initContainers: [emptyContainer(volumeMounts, worker.init.image)],
          containers: [mainContainer(run, volumeMounts), nurseContainer(worker.nurse.image)],
          volumes: [
            ...mounts.map(({ name, data }) => ({ name, persistentVolumeClaim: { claimName: claims.get(data) } })),
            { name: 'log', persistentVolumeClaim: { claimName: claims.get(run.log) } },
            accountVolume,
          ],
        },
      },
    },
  };
}

function mountsOf(run: Run): readonly (Mounted & { readonly data: string })[] {
  return [
    ...Object.entries(run.inputs).map(([mountPath, data]) => ({ mountPath, data, readOnly: true })),
    ...Object.entries(run.outputs).map(([mountPath, data]) => ({ mountPath, data, readOnly: false })),
  ].map((mount, index) => ({ ...mount, name: `data-${index}` }));
}

function emptyContainer(volumeMounts: readonly Mounted[], image: string): object {
  const outputs = volumeMounts.filter(({ readOnly }) => !readOnly);
  const args = outputs.map(({ mountPath }) => mountPath);
  return { name: 'init', image, args, securityContext: hardened, volumeMounts: outputs };
}

function mainContainer({ plan }: Run, volumeMounts: readonly Mounted[]): object {
  return {
    name: 'main',
    image: plan.image,
    ...(plan.args.length > 0 ? { args: plan.args } : {}),
    ...(Object.keys(plan.resources).length > 0
      ? { resources: { requests: plan.resources, limits: plan.resources } }
      : {}),
    volumeMounts,
  };
}

function nurseContainer(image: string): object {
  return {
    name: 'nurse',
    image,
    args: ['--container', 'main', '--to', '/log/log'],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ],
    securityContext: hardened,
    volumeMounts: [
      { name: 'log', mountPath: '/log' },
      { name: 'account', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
  };
}

/** What the kubelet would mount into all containers by itself. */
const accountVolume = {
  name: 'account',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3_600 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ],
  },
};
