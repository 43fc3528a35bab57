import type { ScaffoldFile } from '../files.ts';
import type { ApiNames } from '../names.ts';

const levels = {
  editor: {
    does: 'may have and change resources of the kind',
    verbs: 'get, list, watch, create, update, patch, delete',
  },
  viewer: { does: 'may look at resources of the kind', verbs: 'get, list, watch' },
} as const;

/** Roles for the people who use a kind; the operator itself needs none of them. */
export function userRoles({ group, plural, singular }: ApiNames, projectName: string): ScaffoldFile[] {
  return Object.entries(levels).map(([level, { does, verbs }]) => ({
    path: `config/rbac/${singular}_${level}_role.yaml`,
    content: `# Who is bound to it ${does}; nothing is bound to it here.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${singular}-${level}-role
  labels:
    app.kubernetes.io/name: ${projectName}
    app.kubernetes.io/managed-by: kustomize
rules:
  - apiGroups: [${group}]
    resources: [${plural}]
    verbs: [${verbs}]
  - apiGroups: [${group}]
    resources: [${plural}/status]
    verbs: [get]
`,
  }));
}
