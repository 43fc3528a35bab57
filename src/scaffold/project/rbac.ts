import type { ScaffoldFile } from '../files.ts';
import type { ProjectRequest } from './new-project.ts';

const api = 'rbac.authorization.k8s.io';

/** config/rbac: what the operator may do, and who may read its metrics. */
export function rbacFiles({ projectName }: ProjectRequest): ScaffoldFile[] {
  const labels = `  labels:
    app.kubernetes.io/name: ${projectName}
    app.kubernetes.io/managed-by: kustomize
`;
  const role = (kind: string, name: string, rules: string) =>
    `apiVersion: ${api}/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${labels}rules:\n${rules}`;
  const binding = (kind: string, name: string, roleName: string) => `apiVersion: ${api}/v1
kind: ${kind}Binding
metadata:
  name: ${name}
${labels}roleRef:
  apiGroup: ${api}
  kind: ${kind}
  name: ${roleName}
subjects:
  - kind: ServiceAccount
    name: controller-manager
    namespace: system
`;
  const files = {
    'kustomization.yaml': kustomization,
    'service_account.yaml': `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: controller-manager\n  namespace: system\n${labels}`,
    'role.yaml': role('ClusterRole', 'manager-role', managerRules),
    'role_binding.yaml': binding('ClusterRole', 'manager-rolebinding', 'manager-role'),
    'leader_election_role.yaml': role('Role', 'leader-election-role', leaseRules),
    'leader_election_role_binding.yaml': binding('Role', 'leader-election-rolebinding', 'leader-election-role'),
    'metrics_auth_role.yaml': role('ClusterRole', 'metrics-auth-role', reviewRules),
    'metrics_auth_role_binding.yaml': binding('ClusterRole', 'metrics-auth-rolebinding', 'metrics-auth-role'),
    'metrics_reader_role.yaml': `# Bind it to whoever scrapes the metrics.\n${role('ClusterRole', 'metrics-reader', readerRules)}`,
  };
  return Object.entries(files).map(([name, content]) => ({ path: `config/rbac/${name}`, content }));
}

const kustomization = `resources:
# The account the operator runs as, and what it may do.
- service_account.yaml
- role.yaml
- role_binding.yaml
# Agreeing on a leader, in the operator's own namespace.
- leader_election_role.yaml
- leader_election_role_binding.yaml
# Asking the API server who may read /metrics.
- metrics_auth_role.yaml
- metrics_auth_role_binding.yaml
- metrics_reader_role.yaml
# For people: roles to use the kinds with.
`;

const managerRules = `# The release records.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, update, patch, delete]
# Telling what was done.
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
# +kubebuilder:scaffold:rules
`;

const leaseRules = `  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [""]
    resources: [events]
    verbs: [create, patch]
`;

const reviewRules = `  - apiGroups: [authentication.k8s.io]
    resources: [tokenreviews]
    verbs: [create]
  - apiGroups: [authorization.k8s.io]
    resources: [subjectaccessreviews]
    verbs: [create]
`;

const readerRules = `  - nonResourceURLs: [/metrics]
    verbs: [get]
`;
