import type { ScaffoldFile } from '../files.ts';
import type { ProjectRequest } from './new-project.ts';

/** The rest of config/: the operator's Deployment, its metrics, and what puts all of it together. */
export function managerFiles({ projectName }: ProjectRequest): ScaffoldFile[] {
  const selector = (indent: string) =>
    `${indent}control-plane: controller-manager\n${indent}app.kubernetes.io/name: ${projectName}\n`;
  const labels = `  labels:\n${selector('    ')}    app.kubernetes.io/managed-by: kustomize\n`;
  const files = {
    'crd/kustomization.yaml':
      '# Part of config/default.\nresources: []\n# +kubebuilder:scaffold:crdkustomizeresource\n',
    'samples/kustomization.yaml': 'resources: []\n# +kubebuilder:scaffold:manifestskustomizesamples\n',
    'manager/kustomization.yaml': 'resources:\n- manager.yaml\n',
    'manager/manager.yaml': manager(projectName, labels, selector),
    'default/kustomization.yaml': defaults(projectName),
    'default/manager_metrics_patch.yaml': metricsPatch,
    'default/metrics_service.yaml': metricsService(labels, selector),
    'prometheus/kustomization.yaml': 'resources:\n- monitor.yaml\n',
    'prometheus/monitor.yaml': monitor(labels, selector),
    'network-policy/kustomization.yaml': 'resources:\n- allow-metrics-traffic.yaml\n',
    'network-policy/allow-metrics-traffic.yaml': networkPolicy(projectName, selector),
  };
  return Object.entries(files).map(([name, content]) => ({ path: `config/${name}`, content }));
}

type Selector = (indent: string) => string;

function manager(projectName: string, labels: string, selector: Selector): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: system
${labels}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: controller-manager
  namespace: system
${labels}spec:
  replicas: 1
  selector:
    matchLabels:
${selector('      ')}  template:
    metadata:
      annotations:
        kubectl.kubernetes.io/default-container: manager
      labels:
${selector('        ')}    spec:
      serviceAccountName: controller-manager
      # Longer than the operator takes to finish what it has begun.
      terminationGracePeriodSeconds: 40
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: manager
          image: controller:latest
          args:
            - --leader-elect
            - --leader-election-id=${projectName}
            - --health-probe-bind-address=:8081
          ports: []
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          livenessProbe:
            httpGet:
              path: /healthz
              port: 8081
            initialDelaySeconds: 15
            periodSeconds: 20
          readinessProbe:
            httpGet:
              path: /readyz
              port: 8081
            initialDelaySeconds: 5
            periodSeconds: 10
          resources:
            limits:
              cpu: 500m
              memory: 256Mi
            requests:
              cpu: 10m
              memory: 96Mi
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
`;
}

function defaults(projectName: string): string {
  return `# All that is deployed. Every object is in this namespace, and its name begins with the prefix.
namespace: ${projectName}-system
namePrefix: ${projectName}-

resources:
- ../crd
- ../rbac
- ../manager
- metrics_service.yaml
# A ServiceMonitor, where the Prometheus operator is installed.
#- ../prometheus
# Who may reach the metrics: namespaces that are labelled \`metrics: enabled\`.
#- ../network-policy

patches:
# Metrics over HTTPS on port 8443, for whoever RBAC lets read them.
- path: manager_metrics_patch.yaml
  target:
    kind: Deployment
`;
}

const metricsPatch = ['--metrics-bind-address=:8443', '--metrics-secure', '--metrics-require-rbac']
  .map((value) => `- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: ${value}\n`)
  .join('');

function metricsService(labels: string, selector: Selector): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: controller-manager-metrics-service
  namespace: system
${labels}spec:
  ports:
    - name: https
      port: 8443
      protocol: TCP
      targetPort: 8443
  selector:
${selector('    ')}`;
}

function monitor(labels: string, selector: Selector): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: controller-manager-metrics-monitor
  namespace: system
${labels}spec:
  endpoints:
    - path: /metrics
      port: https
      scheme: https
      bearerTokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
      tlsConfig:
        # The operator makes its certificate at each start: nobody has signed it.
        insecureSkipVerify: true
  selector:
    matchLabels:
${selector('      ')}`;
}

function networkPolicy(projectName: string, selector: Selector): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-metrics-traffic
  namespace: system
  labels:
    app.kubernetes.io/name: ${projectName}
    app.kubernetes.io/managed-by: kustomize
spec:
  podSelector:
    matchLabels:
${selector('      ')}  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              metrics: enabled
      ports:
        - port: 8443
          protocol: TCP
`;
}
