/** What there is of the infra in the diagrams of both layouts. */
export const infraBoxes = [
  'Prometheus/cnvrg-infra-prometheus',
  'Deployment/cnvrg-prometheus-operator',
  'DaemonSet/node-exporter',
  'Deployment/kube-state-metrics',
  ...['kube-apiserver', 'kube-controller-manager', 'coredns', 'kubelet', 'kube-scheduler'].map(
    (name) => `ServiceMonitor/${name}`,
  ),
  'DaemonSet/fluent-bit',
  'Deployment/istio-operator',
  'IstioOperator/cnvrg-istio',
];

/** All of a control plane, group by group, on a busy machine. */
export const longMs = 300_000;
