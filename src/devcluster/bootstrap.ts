import { CapstanError } from '../errors/index.ts';
import type { AdminClient } from './admin-client.ts';
import type { ClusterNode } from './arguments.ts';

/** What an empty cluster needs so that pods run on nodes that kwok pretends: those nodes and a default StorageClass. */
export async function createBasics(client: AdminClient, nodes: readonly ClusterNode[]): Promise<void> {
  await create(client, '/apis/storage.k8s.io/v1/storageclasses', storageClass);
  for (const node of nodes) {
    await create(client, '/api/v1/nodes', objectOf(node));
    await patch(client, `/api/v1/nodes/${node.name}/status`, { status: statusOf(node) });
  }
}

interface NamedObject {
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** For an object whose creation may be refused before it is seen that it is there already. */
export async function ensure(client: AdminClient, path: string, object: NamedObject): Promise<void> {
  const { status } = await client.send('GET', `${path}/${object.metadata.name}`);
  if (status !== 200) await create(client, path, object);
}

/** One that is there already stays as it is. */
async function create(client: AdminClient, path: string, object: object): Promise<void> {
  const answer = await client.send('POST', path, object);
  if (answer.status !== 201 && answer.status !== 409) throw refused(path, answer);
}

async function patch(client: AdminClient, path: string, body: object): Promise<void> {
  const answer = await client.send('PATCH', path, body);
  if (answer.status !== 200) throw refused(path, answer);
}

function refused(path: string, answer: { status: number; body: string }): CapstanError {
  return new CapstanError('API_ERROR', `the development control plane refused ${path}: ${answer.body.slice(0, 500)}`, {
    status: answer.status,
  });
}

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/host-path',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

function objectOf({ name }: ClusterNode): object {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    type: 'kwok',
  };
  const annotations = { 'kwok.x-k8s.io/node': 'fake' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels, annotations } };
}

const size = { cpu: '1000', memory: '1Ti', 'ephemeral-storage': '10Ti', pods: '100000' };

function statusOf({ name, address }: ClusterNode): object {
  return {
    capacity: size,
    allocatable: size,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: 'kwok',
      kernelVersion: 'kwok',
      kubeProxyVersion: '',
      kubeletVersion: 'kwok',
      machineID: '',
      operatingSystem: 'linux',
      osImage: 'kwok',
      systemUUID: '',
    },
  };
}
