import type { Cluster, KubeObject } from '../../cluster/index.ts';
import { networks } from '../arguments.ts';
import { storageClass } from './storage-class.ts';

/** What pods expect of every cluster: a class of volumes, and a Service by whose name the name server is known. */
export async function createBasics(cluster: Cluster, dns: { address: string }, signal?: AbortSignal): Promise<void> {
  for (const object of [storageClass, dnsService, dnsEndpoints(dns.address)]) {
    await cluster.apply(object, { force: true }, signal);
  }
}

const metadata = { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };

const dnsService: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: {
    clusterIP: networks.dns,
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ],
  },
};

function dnsEndpoints(address: string): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': metadata.name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ],
  };
}
