import { join } from 'node:path';
import type { Component } from './programs.ts';

/** The folders, files and ports of one control plane. */
export interface Layout {
  readonly dir: string;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly apiPort: number;
  readonly audit: boolean;
  /** kwok's Stage definitions. */
  readonly stages: string;
}

export const files = {
  tokens: 'tokens.csv',
  serviceAccountKey: 'service-account.key',
  auditPolicy: 'audit-policy.yaml',
  auditLog: 'audit.log',
  certificates: 'certificates',
  adminKubeconfig: 'kubeconfig',
  systemKubeconfig: 'system.kubeconfig',
  pids: 'pids',
} as const;

export const nodeName = 'dev';

/** The command line of each component. */
export function argumentsOf(component: Component, layout: Layout): string[] {
  const file = (name: string) => join(layout.dir, name);
  switch (component) {
    case 'etcd':
      return etcdArguments(layout, file('etcd'));
    case 'kube-apiserver':
      return apiserverArguments(layout, file);
    case 'kube-controller-manager':
      return controllerManagerArguments(file);
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
        `--manage-single-node=${nodeName}`,
        '--node-ip=127.0.0.1',
        '--node-lease-duration-seconds=40',
        '--cidr=10.244.0.1/16',
      ];
  }
}

function etcdArguments(layout: Layout, dataDir: string): string[] {
  const client = `http://127.0.0.1:${layout.etcdPort}`;
  const peer = `http://127.0.0.1:${layout.etcdPeerPort}`;
  return [
    `--data-dir=${dataDir}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // The data need not outlive the machine: nothing waits for a disk.
    '--unsafe-no-fsync',
    '--quota-backend-bytes=8589934592',
  ];
}

function apiserverArguments(layout: Layout, file: (name: string) => string): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${layout.etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${layout.apiPort}`,
    `--cert-dir=${file(files.certificates)}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    // No endpoint of the `kubernetes` Service: a loopback address may not be one.
    '--endpoint-reconciler-type=none',
    '--authorization-mode=RBAC',
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

function controllerManagerArguments(file: (name: string) => string): string[] {
  return [
    `--kubeconfig=${file(files.systemKubeconfig)}`,
    `--service-account-private-key-file=${file(files.serviceAccountKey)}`,
    `--root-ca-file=${join(file(files.certificates), 'apiserver.crt')}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--use-service-account-credentials=false',
    // Makes the volumes of StorageClass `standard`, so that claims get bound.
    '--enable-hostpath-provisioner=true',
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
