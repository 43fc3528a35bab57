import { CapstanError } from '../errors/index.ts';
import type { AdminClient } from './admin-client.ts';
import { nodeName } from './arguments.ts';

/** What an empty cluster needs so that pods run: one node and a default StorageClass. */
export async function createBasics(client: AdminClient): Promise<void> {
  await create(client, '/apis/storage.k8s.io/v1/storageclasses', storageClass);
  await create(client, '/api/v1/nodes', node);
  await patch(client, `/api/v1/nodes/${nodeName}/status`, { status: nodeStatus });
}

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

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: nodeName,
    labels: {
      'kubernetes.io/hostname': nodeName,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      type: 'kwok',
    },
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
  },
};

const size = { cpu: '1000', memory: '1Ti', 'ephemeral-storage': '10Ti', pods: '100000' };

const nodeStatus = {
  capacity: size,
  allocatable: size,
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
