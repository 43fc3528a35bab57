/** The programs that a development control plane and its tests consist of, and the pinned Go module that each is built from. */
export const programs = {
  etcd: { module: 'kubernetes', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': { module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kube-controller-manager': { module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  'kube-scheduler': { module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-scheduler' },
  kubectl: { module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kubectl' },
  kubelet: { module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kubelet' },
  'kube-proxy': { module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-proxy' },
  coredns: { module: 'coredns', package: 'github.com/coredns/coredns' },
  pause: { module: 'pause', package: '.' },
  kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  helm: { module: 'helm', package: 'helm.sh/helm/v3/cmd/helm' },
  'helm-oracle': { module: 'helm-oracle', package: '.' },
  registry: { module: 'registry', package: 'github.com/distribution/distribution/v3/cmd/registry' },
  crane: { module: 'crane', package: 'github.com/google/go-containerregistry/cmd/crane' },
  'nats-streaming-server': { module: 'nats-streaming', package: 'github.com/nats-io/nats-streaming-server' },
  minio: { module: 'minio', package: 'github.com/minio/minio' },
  sops: { module: 'sops', package: 'github.com/getsops/sops/v3/cmd/sops' },
  'mongo-stand-in': { module: 'mongo-stand-in', package: '.' },
} as const satisfies Record<string, { module: string; package: string }>;

export type Program = keyof typeof programs;

/** Where each program that is at hand stands. */
export type Binaries = Readonly<Partial<Record<Program, string>>>;

/** The programs that run as parts of a control plane, in the order in which they start. */
export const components = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

export type Component = (typeof components)[number];

/** The components that are clients of the API server. */
export const clients = components.filter((component) => component !== 'etcd' && component !== 'kube-apiserver');
