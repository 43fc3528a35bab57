import { gvkOf, type KubeObject } from '../cluster/index.ts';

/** Whole objects of these kinds are never sent: others fill in what they cannot be without. */
const neverReplaced: ReadonlySet<string> = new Set([
  '/Pod',
  '/PersistentVolume',
  'batch/Job',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
]);

/** What the server or a controller has chosen, and a chart that says nothing of it does not mean to change. */
const chosenFields: Readonly<Record<string, readonly string[]>> = {
  '/Service': [
    'spec.clusterIP',
    'spec.clusterIPs',
    'spec.ipFamilies',
    'spec.ipFamilyPolicy',
    'spec.healthCheckNodePort',
    'spec.loadBalancerClass',
  ],
  '/PersistentVolumeClaim': [
    'spec.volumeName',
    'spec.storageClassName',
    'spec.volumeMode',
    'spec.dataSource',
    'spec.dataSourceRef',
  ],
  '/Namespace': ['spec'],
  '/ServiceAccount': ['secrets', 'imagePullSecrets'],
  '/ReplicationController': ['spec.replicas'],
  'apps/Deployment': ['spec.replicas'],
  'apps/ReplicaSet': ['spec.replicas'],
  'apps/StatefulSet': ['spec.replicas'],
};

export function isReplaceable(object: KubeObject): boolean {
  return !neverReplaced.has(kindOf(object));
}

/** Kinds of which most cannot be changed: a replacement would be refused for what was filled in, or lose it. */
export function isDelicate(object: KubeObject): boolean {
  return !isReplaceable(object) || kindOf(object) === '/Service' || kindOf(object) === '/PersistentVolumeClaim';
}

/**
 * The body of a PUT: the desired object, and of the live one what is not the chart's to lose. Labels, annotations and fields
 * that others added are lost, which is what a replacement is for.
 * @param ownerUid of the resource the release belongs to: a reference to it is there only if it is desired
 */
export function replacementOf(desired: KubeObject, live: KubeObject, ownerUid: string | undefined): KubeObject {
  const { resourceVersion, uid, finalizers = [], ownerReferences = [], annotations = {} } = live.metadata;
  const own = desired.metadata.ownerReferences ?? [];
  const others = ownerReferences.filter((ref) => ref.uid !== ownerUid && !own.some((one) => one.uid === ref.uid));
  const body: Record<string, unknown> = {
    ...structuredClone(desired),
    metadata: {
      ...desired.metadata,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(uid === undefined ? {} : { uid }),
      annotations: { ...systemAnnotations(annotations), ...desired.metadata.annotations },
      finalizers: [...new Set([...finalizers, ...(desired.metadata.finalizers ?? [])])],
      ownerReferences: [...own, ...others],
    },
    ...(live['status'] === undefined ? {} : { status: live['status'] }),
  };
  const isExternal = (desired['spec'] as { type?: string } | undefined)?.type === 'ExternalName';
  for (const path of isExternal ? [] : (chosenFields[kindOf(desired)] ?? [])) keep(body, live, path.split('.'));
  if (kindOf(desired) === '/Service') keepNodePorts(body, live);
  if (kindOf(desired) === '/Secret' && !desired['data'] && !desired['stringData']) keep(body, live, ['data']);
  return body as KubeObject;
}

/** Of controllers of Kubernetes, and wishes that people put on the live object. */
function systemAnnotations(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(annotations).filter(([key]) => {
    const [domain = ''] = key.split('/');
    return /(^|\.)(kubernetes|k8s)\.io$/.test(domain) || domain === 'capstan.dev' || key === 'helm.sh/resource-policy';
  });
  return Object.fromEntries(kept);
}

type Table = Record<string, unknown>;

/** Copies the field at the path where the body says nothing of it. */
function keep(body: Table, live: Table, [name = '', ...rest]: readonly string[]): void {
  if (live[name] === undefined) return;
  if (rest.length === 0) body[name] ??= live[name];
  else {
    body[name] ??= {};
    keep(body[name] as Table, live[name] as Table, rest);
  }
}

interface Port {
  readonly port?: number;
  readonly protocol?: string;
  nodePort?: number;
}

function keepNodePorts(body: Table, live: Table): void {
  const portsOf = (object: Table) => (object['spec'] as { ports?: Port[]; type?: string } | undefined)?.ports ?? [];
  const { type } = (body['spec'] ?? {}) as { type?: string };
  if (type !== 'NodePort' && type !== 'LoadBalancer') return;
  const isSame = (a: Port, b: Port) => a.port === b.port && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');
  for (const port of portsOf(body)) {
    const nodePort = portsOf(live).find((one) => isSame(one, port))?.nodePort;
    if (port.nodePort === undefined && nodePort !== undefined) port.nodePort = nodePort;
  }
}

function kindOf(object: KubeObject): string {
  const { group, kind } = gvkOf(object);
  return `${group}/${kind}`;
}
