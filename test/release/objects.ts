import fc from 'fast-check';
import type { KubeObject } from '../../src/cluster/index.ts';

const groups: Readonly<Record<string, string>> = {
  StatefulSet: 'apps/v1',
  Deployment: 'apps/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  Ingress: 'networking.k8s.io/v1',
  Widget: 'example.com/v1',
};

export function object(kind: string, name: string, more: Partial<KubeObject> = {}): KubeObject {
  const { metadata, ...fields } = more;
  return {
    apiVersion: groups[kind] ?? 'v1',
    kind,
    metadata: { name, ...(kind === 'ClusterRole' ? {} : { namespace: 'demo' }), ...metadata },
    ...fields,
  };
}

export const keep = { annotations: { 'helm.sh/resource-policy': 'keep' } };

/** Objects of few kinds and names, so that two lists of them overlap; no two of one list are the same object. */
export const anyObjects = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom('Secret', 'ConfigMap', 'ClusterRole', 'Role', 'StatefulSet', 'Ingress', 'Widget'),
      name: fc.constantFrom('a', 'b', 'c'),
      content: fc.constantFrom('1', '2'),
      isKept: fc.boolean(),
    }),
    { selector: ({ kind, name }) => `${kind} ${name}`, maxLength: 12 },
  )
  .map((all) =>
    all.map(({ kind, name, content, isKept }) =>
      object(kind, name, { spec: { content }, metadata: { name, ...(isKept ? keep : {}) } }),
    ),
  );
