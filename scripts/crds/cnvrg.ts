/** What the custom resources of cnvrg are called, and what of their fields a default does not show. */
export interface CrdNames {
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly description: string;
  /** The chart that the resource becomes a release of. */
  readonly chart: string;
  /** Another spelling of a table of the spec: its fields win over those of the first spelling. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The words of status.status when all is well. */
  readonly readyWord: string;
  /** Path of the field that the printer column Version shows. */
  readonly versionPath?: string;
}

export const appCrd: CrdNames = {
  kind: 'CnvrgApp',
  plural: 'cnvrgapps',
  shortName: 'capp',
  scope: 'Namespaced',
  description:
    'A cnvrg control plane: the web application, its workers, its databases, and what watches over them. One for each namespace.',
  chart: 'cnvrg-app',
  aliases: { controlPlane: 'controlPlan' },
  readyWord: 'READY',
  versionPath: '.spec.controlPlan.webapp.image',
};

export const infraCrd: CrdNames = {
  kind: 'CnvrgInfra',
  plural: 'cnvrginfras',
  shortName: 'cinfra',
  scope: 'Cluster',
  description:
    'What the cnvrg control planes of a cluster share: istio, metrics, the collection of logs, storage provisioners. One for each cluster.',
  chart: 'cnvrg-infra',
  aliases: {},
  readyWord: 'HEALTHY',
};

/** Values that are the operator's to fill: no user writes them. */
export function isFilled(path: string): boolean {
  return path === 'inputs' || path === 'generated';
}

const choices: Readonly<Record<string, readonly (string | boolean)[]>> = {
  ingressType: ['istio', 'ingress', 'k8singress', 'openshift', 'nodeport'],
  cri: ['docker', 'containerd', 'cri-o'],
  cnvrgStorageType: ['minio', 'aws', 'azure', 'gcp'],
  reclaimPolicy: ['Retain', 'Delete'],
  // YAML's first version reads a bare yes as true.
  appendonly: ['yes', 'no', true, false, 'true', 'false'],
};

export function choicesOf(path: string): readonly (string | boolean)[] | undefined {
  return choices[lastOf(path)];
}

const secrets: ReadonlySet<string> = new Set([
  'password',
  'pass',
  'adminPassword',
  'token',
  'clientSecret',
  'cookieSecret',
  'cnvrgStorageAccessKey',
  'cnvrgStorageSecretKey',
  'cnvrgStorageAzureAccessKey',
  'minioSseMasterKey',
  'secretKeyBase',
  'stsIv',
  'stsKey',
]);

/** A secret has no default in the CRD: then `kubectl get -o yaml` shows it only where the user wrote it. */
export function isSecret(path: string): boolean {
  return secrets.has(lastOf(path)) || path.endsWith('https.key');
}

export function isQuantity(path: string): boolean {
  return /(^|\.)(cpu|memory|storageSize|hugePages\.(size|memory))$|(cpu|memory)(Request|Limit)$/.test(path);
}

/** Whether a map's values may be other than text: a label must be, a variable of the environment becomes it. */
export function isLooseMap(path: string): boolean {
  return path.endsWith('featureFlags');
}

export type ListItem = 'text' | 'tenant' | 'anything';

export function itemsOf(path: string): ListItem {
  if (path === 'cnvrgAppInstances') return 'tenant';
  return path.endsWith('tolerations') ? 'anything' : 'text';
}

export function integerRange(path: string): { least: number; most?: number } {
  return /port$/i.test(path) ? { least: 1, most: 65_535 } : { least: 0 };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
