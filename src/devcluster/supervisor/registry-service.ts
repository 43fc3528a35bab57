import { ensure } from '../bootstrap.ts';
import type { ControlPlane } from '../control-plane.ts';

/**
 * Takes the registry's port as a NodePort. Where kube-proxy runs, that leads from each node's address to the registry, which
 * is a process of the host; everywhere it keeps the port from being given to another Service.
 * @param address of the host as the nodes see it; undefined where they are pretended
 */
export async function createRegistryService(
  plane: ControlPlane,
  port: number,
  address: string | undefined,
): Promise<void> {
  const client = plane.client();
  const namespace = 'kube-system';
  const name = 'dev-registry';
  try {
    await ensure(client, `/api/v1/namespaces/${namespace}/services`, {
      metadata: { name, namespace },
      spec: { type: 'NodePort', ports: [{ name: 'https', port: 443, targetPort: port, nodePort: port }] },
    });
    if (address === undefined) return;
    await ensure(client, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'https', port, protocol: 'TCP' }],
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    });
  } finally {
    await client.close();
  }
}
