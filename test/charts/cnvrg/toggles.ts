import type { Values } from '../../../src/chart/index.ts';
import { merge, tree } from '../render.ts';

/** A switch of a CnvrgApp or of a CnvrgInfra, and the objects by which both of its positions differ. */
export interface Toggle {
  readonly name: string;
  readonly chart: 'app' | 'infra';
  /** The spec that moves it out of its default. */
  readonly moved: Values;
  /** The spec that moves it back: a merge patch. */
  readonly back: Values;
  /** `KIND/NAME` of objects that go when it is moved. NS stands for the namespace. */
  readonly gone: readonly string[];
  /** Objects that are no longer rendered, and stay in the cluster nevertheless. */
  readonly kept: readonly string[];
  /** Objects that come when it is moved. */
  readonly come: readonly string[];
  /** Toggles of one step are moved together on a real API server; those without one only here. */
  readonly step?: number;
}

type Difference = Partial<Pick<Toggle, 'gone' | 'kept' | 'come' | 'step'>>;

function off(chart: Toggle['chart'], path: string, difference: Difference): Toggle {
  return toggle(chart, `${path} off`, tree(path, 'false'), tree(path, 'true'), difference);
}

function on(chart: Toggle['chart'], path: string, difference: Difference, more: Values = {}): Toggle {
  const last = tree(path, { enabled: 'true', ...more });
  return toggle(chart, `${path} on`, last, tree(path, { enabled: 'false' }), difference);
}

function ingress(
  chart: Toggle['chart'],
  type: string,
  kind: string,
  hosts: readonly string[],
  step: number,
  more: Values = {},
): Toggle {
  const path = 'networking.ingress.ingressType';
  return toggle(chart, `${path} ${type}`, merge(tree(path, type), more), tree(path, 'istio'), {
    gone: ['Gateway/istio-gw-NS', ...hosts.map((host) => `VirtualService/${host}`)],
    come: kind === '' ? [] : hosts.map((host) => `${kind}/${host}`),
    step,
  });
}

function toggle(chart: Toggle['chart'], name: string, moved: Values, back: Values, difference: Difference): Toggle {
  return { chart, name: `${chart}: ${name}`, moved, back, gone: [], kept: [], come: [], ...difference };
}

/** `KIND/NAME` for each kind. */
function all(name: string, ...kinds: readonly string[]): string[] {
  return kinds.map((kind) => `${kind}/${name}`);
}

const account = ['ServiceAccount', 'Role', 'RoleBinding'] as const;
const clusterAccount = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'] as const;
const appHosts = ['app', 'elasticsearch', 'grafana', 'kibana', 'minio', 'prometheus'];
const certificate = {
  cert: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  key: '-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n',
};
const grafana = [
  ...all('grafana', 'ServiceAccount', 'Service', 'Deployment', 'VirtualService'),
  ...all('grafana-creds', 'Secret'),
  ...all('grafana-datasources', 'Secret'),
  ...all('grafana-dashboards', 'ConfigMap'),
];
const prometheus = [
  'Secret/prom-creds',
  'ConfigMap/prom-auth-proxy',
  ...all('prometheus', 'Service', 'VirtualService'),
];
const kibana = all('kibana', 'Deployment', 'Service', 'VirtualService');
const elastalert = [...all('elastalert', 'Deployment', 'Service'), 'ConfigMap/elastalert-config'];
const redis = [...all('redis', ...account, 'Service', 'Deployment'), 'Secret/redis-creds', 'ConfigMap/redis-conf'];
const elastalertClaim = 'PersistentVolumeClaim/elastalert';

/** Dashboards, which come and go with what they show, are left out: see `isDashboard`. */
export const toggles: readonly Toggle[] = [
  off('app', 'controlPlan.webapp.enabled', { gone: all('app', 'Deployment', 'Service', 'VirtualService'), step: 6 }),
  off('app', 'controlPlan.sidekiq.enabled', { gone: ['Deployment/sidekiq'] }),
  off('app', 'controlPlan.sidekiq.split', { gone: ['Deployment/searchkiq'], step: 2 }),
  off('app', 'controlPlan.searchkiq.enabled', { gone: ['Deployment/searchkiq'] }),
  on('app', 'controlPlan.systemkiq', { come: ['Deployment/systemkiq'], step: 1 }),
  off('app', 'controlPlan.hyper.enabled', { gone: all('hyper', 'Deployment', 'Service'), step: 1 }),
  on('app', 'controlPlan.cnvrgRouter', {
    come: all('routing-service', 'ConfigMap', 'Deployment', 'Service', 'VirtualService'),
    step: 1,
  }),
  off('app', 'dbs.pg.enabled', {
    gone: all('postgres', 'Deployment', 'Service', 'Secret'),
    kept: ['PersistentVolumeClaim/postgres'],
    step: 3,
  }),
  off('app', 'dbs.redis.enabled', { gone: redis, kept: ['PersistentVolumeClaim/redis'], step: 4 }),
  off('app', 'dbs.minio.enabled', {
    gone: all('minio', ...account, 'Deployment', 'Service', 'VirtualService', 'ServiceMonitor'),
    kept: ['PersistentVolumeClaim/minio'],
    step: 6,
  }),
  // kibana and elastalert show and search what Elasticsearch has
  off('app', 'dbs.es.enabled', {
    gone: [
      ...all('elasticsearch', 'StatefulSet', 'Service', 'VirtualService'),
      ...all('es', ...account),
      'Secret/es-creds',
      'ConfigMap/es-ilm-cm',
      ...kibana,
      ...elastalert,
    ],
    kept: [elastalertClaim],
    step: 6,
  }),
  off('app', 'logging.enabled', { gone: [...kibana, ...elastalert], kept: [elastalertClaim] }),
  off('app', 'logging.kibana.enabled', { gone: kibana, step: 1 }),
  off('app', 'logging.elastalert.enabled', { gone: elastalert, kept: [elastalertClaim], step: 1 }),
  off('app', 'monitoring.prometheus.enabled', {
    gone: [
      ...prometheus,
      ...all('cnvrg-ccp-prometheus', 'ServiceAccount', 'Prometheus'),
      'Secret/prom-static-config',
      'PrometheusRule/cnvrg-ccp-rules',
      ...['grafana', 'minio', 'prometheus'].map((name) => `ServiceMonitor/${name}`),
    ],
    kept: all('cnvrg-ccp-prometheus', 'Role', 'RoleBinding'),
    step: 6,
  }),
  off('app', 'monitoring.grafana.enabled', { gone: [...grafana, 'ServiceMonitor/grafana'], step: 6 }),
  // behind its proxy, grafana's metrics cannot be read without signing on
  on('app', 'sso', {
    gone: ['ServiceMonitor/grafana'],
    come: [
      ...['grafana', 'kibana', 'prometheus', 'webapp'].map((name) => `Secret/oauth-proxy-${name}`),
      'Secret/cp-oauth-proxy-tokens-secret',
    ],
    step: 5,
  }),
  on('app', 'networking.https', { come: ['Secret/istio-gw-NS-tls'], step: 1 }, certificate),
  ingress('app', 'k8singress', 'Ingress', appHosts, 2),
  ingress('app', 'openshift', 'Route', appHosts, 3),
  ingress('app', 'nodeport', '', appHosts, 4),
  on('app', 'podDisruptionBudgets', {
    come: ['app', 'minio', 'pg', 'redis', 'searchkiq', 'sidekiq'].map((name) => `PodDisruptionBudget/${name}`),
  }),

  off('infra', 'networking.istio.enabled', {
    gone: [
      ...all('istio-operator', 'ServiceAccount', 'ClusterRoleBinding', 'Deployment', 'Service'),
      'IstioOperator/cnvrg-istio',
      'PodMonitor/istio-ingressgateway',
      'ServiceMonitor/istiod',
    ],
    kept: ['ClusterRole/istio-operator'],
    step: 1,
  }),
  off('infra', 'logging.enabled', {
    gone: [
      ...all('fluent-bit', 'ServiceAccount', 'DaemonSet', 'PodMonitor'),
      ...all('fluent-bit-read', 'ClusterRole', 'ClusterRoleBinding'),
      'ConfigMap/fluent-bit-config',
      'Secret/fluent-bit-credentials',
    ],
    step: 2,
  }),
  off('infra', 'monitoring.dcgmExporter.enabled', {
    gone: all('dcgm-exporter', 'ServiceAccount', 'Service', 'DaemonSet', 'ServiceMonitor'),
    step: 1,
  }),
  off('infra', 'monitoring.nodeExporter.enabled', {
    gone: all('node-exporter', ...clusterAccount, 'Service', 'DaemonSet', 'ServiceMonitor'),
    step: 5,
  }),
  off('infra', 'monitoring.kubeStateMetrics.enabled', {
    gone: all('kube-state-metrics', ...clusterAccount, 'Service', 'Deployment', 'ServiceMonitor'),
    step: 5,
  }),
  off('infra', 'monitoring.kubeletServiceMonitor', { gone: ['ServiceMonitor/kubelet'], step: 4 }),
  off('infra', 'monitoring.prometheusOperator.enabled', {
    gone: all('cnvrg-prometheus-operator', ...clusterAccount, 'Service', 'Deployment', 'ServiceMonitor'),
    step: 6,
  }),
  off('infra', 'monitoring.prometheus.enabled', {
    gone: [
      ...prometheus,
      ...all('cnvrg-infra-prometheus', ...clusterAccount, 'Prometheus'),
      'PrometheusRule/prometheus-k8s-rules',
      'ServiceMonitor/prometheus',
    ],
    step: 6,
  }),
  off('infra', 'monitoring.grafana.enabled', { gone: grafana, step: 6 }),
  off('infra', 'dbs.redis.enabled', { gone: redis, kept: ['PersistentVolumeClaim/infra-redis-storage'], step: 6 }),
  on('infra', 'sso', { come: ['grafana', 'prometheus'].map((name) => `Secret/oauth-proxy-${name}`), step: 5 }),
  on('infra', 'networking.https', { come: ['Secret/istio-gw-NS-tls'], step: 1 }, certificate),
  ingress('infra', 'ingress', 'Ingress', ['grafana', 'prometheus'], 2),
  ingress('infra', 'openshift', 'Route', ['grafana', 'prometheus'], 3),
  // the ports of the nodes are those of an app as well, by default
  ingress('infra', 'nodeport', '', ['grafana', 'prometheus'], 4, {
    monitoring: { grafana: { nodePort: 30112 }, prometheus: { nodePort: 30999 } },
  }),
  on(
    'infra',
    'storage',
    {
      come: [
        'StorageClass/cnvrg-hostpath-storage',
        ...all('hostpath-provisioner', 'ClusterRole', 'ClusterRoleBinding', 'DaemonSet'),
        'ServiceAccount/hostpath-provisioner-admin',
        'StorageClass/cnvrg-nfs-storage',
        'ClusterRole/nfs-client-provisioner-runner',
        'ClusterRoleBinding/run-nfs-client-provisioner',
        ...all('leader-locking-nfs-client-provisioner', 'Role', 'RoleBinding'),
        ...all('nfs-client-provisioner', 'ServiceAccount', 'Deployment'),
      ],
      step: 3,
    },
    { hostpath: { enabled: 'true' }, nfs: { enabled: 'true', server: 'files.example.com', path: '/exports' } },
  ),
];

export function isDashboard(name: string): boolean {
  return name.startsWith('ConfigMap/grafana-dashboard-');
}

/** With the namespace where NS stands. */
export function inNamespace(names: readonly string[], namespace: string): string[] {
  return names.map((name) => name.replace('NS', namespace)).sort();
}
