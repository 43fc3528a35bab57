import type { KubeObject } from '../../cluster/index.ts';
import type { BackendConfig } from '../config.ts';
import type { Data } from '../store/index.ts';
import { dataLabel, ownLabels } from './labels.ts';
import { hardened, podSettings } from './pod-settings.ts';

export type AgentMode = 'read' | 'write';

/** A pod that serves one volume over HTTP. */
export function agentPod(name: string, data: Data, mode: AgentMode, config: BackendConfig): KubeObject {
  const { namespace, dataAgent } = config.cluster;
  const { image, port } = dataAgent;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { ...ownLabels, 'app.kubernetes.io/component': 'dataagt', [dataLabel]: data.id },
    },
    spec: {
      ...podSettings(config),
      automountServiceAccountToken: false,
      restartPolicy: 'OnFailure',
      containers: [
        {
          name: 'dataagt',
          image,
          args: ['--mode', mode, '--path', '/data', '--port', String(port)],
          ports: [{ name: 'http', containerPort: port }],
          readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
          securityContext: hardened,
          volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: mode === 'read' }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: data.claim } }],
    },
  };
}
