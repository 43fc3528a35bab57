import { join } from 'node:path';
import { keyPairOf } from './key-pair.ts';
import type { Component } from './programs.ts';

/** A machine of the cluster, or what is pretended to be one. */
export interface ClusterNode {
  readonly name: string;
  /** IPv4. */
  readonly address: string;
}

/** The folders, files and ports of one control plane. */
export interface Layout {
  readonly dir: string;
  /** Where the API server listens; etcd is on 127.0.0.1 always. */
  readonly address: string;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly apiPort: number;
  readonly audit: boolean;
  /** The data are to outlive the machine's next start. */
  readonly keep: boolean;
  /** Kubelets run the nodes, not kwok. */
  readonly hasKubelets: boolean;
  readonly nodes: readonly ClusterNode[];
  /** kwok's Stage definitions. */
  readonly stages: string;
}

export const files = {
  etcd: 'etcd',
  kubeletClient: 'kubelet-client',
  kept: 'kept.json',
  tokens: 'tokens.csv',
  serviceAccountKey: 'service-account.key',
  auditPolicy: 'audit-policy.yaml',
  auditLog: 'audit.log',
  certificates: 'certificates',
  adminKubeconfig: 'kubeconfig',
  systemKubeconfig: 'system.kubeconfig',
  kubeProxyKubeconfig: 'kube-proxy.kubeconfig',
  pids: 'pids',
} as const;

/** Where Services and pods get their addresses from. */
export const networks = { services: '10.96.0.0/16', dns: '10.96.0.10', pods: '10.244.0.0/16' } as const;

/** The one that tests and `capstan up` have. */
export const soleNode: ClusterNode = { name: 'dev', address: '127.0.0.1' };

export function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

/** The command line of each component. */
export function argumentsOf(component: Component, layout: Layout): string[] {
  const file = (name: string) => join(layout.dir, name);
  switch (component) {
    case 'etcd':
      return etcdArguments(layout, file(files.etcd));
    case 'kube-apiserver':
      return apiserverArguments(layout, file);
    case 'kube-controller-manager':
      return controllerManagerArguments(layout, file);
    case 'kube-scheduler':
      return [
        `--kubeconfig=${file(files.systemKubeconfig)}`,
        '--leader-elect=false',
        '--secure-port=0',
        '--kube-api-qps=300',
        '--kube-api-burst=600',
      ];
    case 'kwok':
      return [
        `--kubeconfig=${file(files.systemKubeconfig)}`,
        `--config=${layout.stages}`,
        '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
        '--node-ip=127.0.0.1',
        '--node-lease-duration-seconds=40',
        '--cidr=10.244.0.1/16',
      ];
  }
}

/** Who may ask etcd may do all that the API server may: without the key nobody of this machine does. */
function etcdArguments(layout: Layout, dataDir: string): string[] {
  const client = `https://127.0.0.1:${layout.etcdPort}`;
  const peer = `https://127.0.0.1:${layout.etcdPeerPort}`;
  const { certificate, key } = keyPairOf(layout.dir, files.etcd);
  return [
    `--data-dir=${dataDir}`,
    ...['', 'peer-'].flatMap((side) => [
      `--${side}cert-file=${certificate}`,
      `--${side}key-file=${key}`,
      `--${side}trusted-ca-file=${certificate}`,
      `--${side}client-cert-auth`,
    ]),
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // Nothing waits for a disk where the data need not outlive the machine.
    ...(layout.keep ? [] : ['--unsafe-no-fsync']),
    '--quota-backend-bytes=8589934592',
  ];
}

function apiserverArguments(layout: Layout, file: (name: string) => string): string[] {
  const etcd = keyPairOf(layout.dir, files.etcd);
  return [
    `--etcd-servers=https://127.0.0.1:${layout.etcdPort}`,
    `--etcd-cafile=${etcd.certificate}`,
    `--etcd-certfile=${etcd.certificate}`,
    `--etcd-keyfile=${etcd.key}`,
    `--bind-address=${layout.address}`,
    `--secure-port=${layout.apiPort}`,
    `--cert-dir=${file(files.certificates)}`,
    `--service-cluster-ip-range=${networks.services}`,
    ...(isLoopback(layout.address)
      ? ['--endpoint-reconciler-type=none'] // the Service `kubernetes` may not lead to a loopback address
      : [`--advertise-address=${layout.address}`, '--endpoint-reconciler-type=lease']),
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    ...(layout.hasKubelets ? kubeletClient(layout.dir) : []),
    // A kubelet is known by its address: no name server knows the nodes.
    '--kubelet-preferred-address-types=InternalIP',
    '--enable-bootstrap-token-auth=true',
    `--token-auth-file=${file(files.tokens)}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--api-audiences=https://kubernetes.default.svc',
    `--service-account-key-file=${file(files.serviceAccountKey)}`,
    `--service-account-signing-key-file=${file(files.serviceAccountKey)}`,
    '--allow-privileged=true',
    '--profiling=false',
    ...(layout.audit
      ? [
          `--audit-policy-file=${file(files.auditPolicy)}`,
          `--audit-log-path=${file(files.auditLog)}`,
          // Each line is in the file before the request ends, and no line is lost to a rotation (unit: MiB).
          '--audit-log-mode=blocking',
          '--audit-log-maxsize=4096',
        ]
      : []),
  ];
}

function kubeletClient(dir: string): string[] {
  const { certificate, key } = keyPairOf(dir, files.kubeletClient);
  return [`--kubelet-client-certificate=${certificate}`, `--kubelet-client-key=${key}`];
}

function controllerManagerArguments(layout: Layout, file: (name: string) => string): string[] {
  return [
    `--kubeconfig=${file(files.systemKubeconfig)}`,
    `--service-account-private-key-file=${file(files.serviceAccountKey)}`,
    `--root-ca-file=${join(file(files.certificates), 'apiserver.crt')}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--use-service-account-credentials=false',
    // The signer of kube-public/cluster-info is off by default.
    '--controllers=*,bootstrap-signer-controller,token-cleaner-controller',
    // Makes the volumes of StorageClass `standard`, so that claims get bound; nodes with kubelets bring a class of their own.
    `--enable-hostpath-provisioner=${!layout.hasKubelets}`,
    '--kube-api-qps=300',
    '--kube-api-burst=600',
  ];
}

/** What is asked by whom, without bodies; what the control plane asks of itself is left out. */
export function auditPolicy(systemUser: string): string {
  return [
    'apiVersion: audit.k8s.io/v1',
    'kind: Policy',
    'omitStages: [RequestReceived]',
    'rules:',
    '  - level: None',
    `    users: [${systemUser}, "system:apiserver", "system:anonymous"]`,
    '  - level: Metadata',
    '',
  ].join('\n');
}
