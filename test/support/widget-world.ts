import type { KubeObject } from '../../src/cluster/index.ts';
import type { TestCluster } from './cluster.ts';
import { conditionOf, listKind, statusOf } from './resources.ts';

/** What is asked for of one Widget, and what its users did beside its operator. */
export interface WantedWidget {
  readonly text: string;
  readonly extras: readonly string[];
  /** A hook of a ConfigMap, before each install, upgrade and deletion. */
  readonly hasHook?: boolean;
  /** Of the spec, besides. */
  readonly addition?: object;
  /** `KIND` of objects called as the Widget is, to the value of label, annotation and field that a user gave them. */
  readonly edits?: Readonly<Record<string, string>>;
}

export type WantedWorld = ReadonlyMap<string, WantedWidget>;

/** Everything in a namespace that has to do with Widgets. */
export interface WidgetWorld {
  readonly widgets: readonly KubeObject[];
  /** Without release records, and without what Kubernetes puts into each namespace. */
  readonly objects: readonly KubeObject[];
  readonly records: readonly KubeObject[];
}

export const userKey = 'user.example.com/edit';
const hook = { name: 'hook', events: 'pre-install,pre-upgrade,pre-delete', kind: 'ConfigMap' };

export function specOf({ text, extras, hasHook, addition }: WantedWidget): object {
  return { text, extras, hooks: hasHook ? [hook] : [], ...addition };
}

export async function readWorld({ cluster }: TestCluster, namespace: string): Promise<WidgetWorld> {
  const kinds = ['v1/ConfigMap', 'v1/Secret', 'v1/Service', 'test.capstan.dev/v1/Widget'];
  const [configMaps = [], secrets = [], services = [], widgets = []] = await Promise.all(
    kinds.map((kind) => listKind(cluster, namespace, kind)),
  );
  const isRecord = (secret: KubeObject) => secret.metadata.labels?.['owner'] === 'helm';
  const own = configMaps.filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt');
  return {
    widgets,
    objects: [...own, ...secrets.filter((secret) => !isRecord(secret)), ...services],
    records: secrets.filter(isRecord),
  };
}

/** All that is not as it should be once everything has come to rest; [] when the world is as wanted. */
export function problemsOf(world: WidgetWorld, wanted: WantedWorld): string[] {
  return [
    ...differences(
      'Widget',
      [...wanted.keys()],
      world.widgets.map(({ metadata }) => metadata.name),
    ),
    ...differences('object', [...wanted].flatMap(objectsOf), world.objects.map(lineOf)),
    ...world.objects.flatMap((object) => ownerProblems(object, world.widgets)),
    ...recordProblems(world, wanted),
    ...world.widgets.flatMap((widget) => statusProblems(widget, wanted.get(widget.metadata.name))),
    ...[...wanted].flatMap(([name, { edits = {} }]) => editProblems(world, name, edits)),
  ];
}

function objectsOf([name, { text, extras, hasHook }]: readonly [string, WantedWidget]): string[] {
  const configMaps = ['', ...extras.map((extra) => `-${extra}`), ...(hasHook ? ['-hook'] : [])];
  return [...configMaps.map((end) => `ConfigMap ${name}${end}: ${text}`), `Secret ${name}: ${text}`, `Service ${name}`];
}

function lineOf(object: KubeObject): string {
  const { kind, metadata } = object;
  const text = (object['data'] as { text?: string } | undefined)?.text;
  const clear = kind === 'Secret' ? Buffer.from(text ?? '', 'base64').toString() : text;
  const going = metadata.deletionTimestamp ? ' (going)' : '';
  return `${kind} ${metadata.name}${clear === undefined ? '' : `: ${clear}`}${going}`;
}

function differences(what: string, wanted: readonly string[], found: readonly string[]): string[] {
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `missing ${what}: ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `orphan ${what}: ${line}`),
  ];
}

function ownerProblems(object: KubeObject, widgets: readonly KubeObject[]): string[] {
  const owners = object.metadata.ownerReferences ?? [];
  const widget = widgets.find(({ metadata }) => metadata.uid === owners[0]?.uid);
  if (owners.length === 1 && owners[0]?.controller && widget) return [];
  return [`owners of ${lineOf(object)}: ${JSON.stringify(owners)}`];
}

function recordProblems({ records }: WidgetWorld, wanted: WantedWorld): string[] {
  const problems: string[] = [];
  const names = new Set([...wanted.keys(), ...records.map(({ metadata }) => metadata.labels?.['name'] ?? '')]);
  for (const name of names) {
    const own = records
      .filter(({ metadata }) => metadata.labels?.['name'] === name)
      .map(({ metadata }) => ({ version: Number(metadata.labels?.['version']), status: metadata.labels?.['status'] }))
      .sort((a, b) => a.version - b.version);
    const story = own.map(({ version, status }) => `${version} ${status}`).join(', ');
    const isGood = own.every(({ status }, index) =>
      index === own.length - 1 ? status === 'deployed' : status === 'superseded' || status === 'failed',
    );
    if (!wanted.has(name)) problems.push(`orphan records of ${name}: ${story}`);
    else if (own.length === 0 || !isGood) problems.push(`records of ${name}: ${story}`);
    else if (own.length > 10) problems.push(`${own.length} records of ${name}`);
  }
  return problems;
}

function statusProblems(widget: KubeObject, wanted: WantedWidget | undefined): string[] {
  const { name, generation, finalizers = [] } = widget.metadata;
  const status = statusOf(widget);
  const say = (type: string) => {
    const condition = conditionOf(widget, type);
    return `${type} of ${name} is ${condition?.status}: ${condition?.reason} ${condition?.message ?? ''}`;
  };
  const problems = ['Deployed', 'Ready'].filter((type) => conditionOf(widget, type)?.status !== 'True').map(say);
  const bad = ['ReleaseFailed', 'Irreconcilable'].filter((type) => conditionOf(widget, type)?.status === 'True');
  problems.push(...bad.map(say));
  if (status.observedGeneration !== generation) {
    problems.push(`${name} has generation ${generation}, observed is ${status.observedGeneration}`);
  }
  if (wanted && !status.deployedRelease?.manifest.includes(`text: ${wanted.text}\n`)) {
    problems.push(`the manifest in the status of ${name} is another one`);
  }
  if (finalizers.length !== 1) problems.push(`finalizers of ${name}: ${finalizers.join(', ')}`);
  return problems;
}

function editProblems(world: WidgetWorld, name: string, edits: Readonly<Record<string, string>>): string[] {
  return Object.entries(edits).flatMap(([kind, value]) => {
    const all = kind === 'Widget' ? world.widgets : world.objects;
    const object = all.find((one) => one.kind === kind && one.metadata.name === name);
    if (!object) return [];
    const { labels, annotations } = object.metadata;
    const found = [labels?.[userKey], annotations?.[userKey], ...userField(object)];
    return found.every((each) => each === value) ? [] : [`the user's ${value} on ${kind} ${name} became ${found}`];
  });
}

/** What a user adds to an object: label, annotation, and data that the chart leaves alone; for a Widget see `userStatus`. */
export function userPatch(kind: string, value: string): object {
  const metadata = { labels: { [userKey]: value }, annotations: { [userKey]: value } };
  switch (kind) {
    case 'ConfigMap':
      return { metadata, data: { user: value } };
    case 'Secret':
      return { metadata, stringData: { user: value } };
    default:
      return { metadata };
  }
}

/** What another controller adds to a Widget's status. */
export function userStatus(value: string): object {
  return { status: { user: value } };
}

function userField(object: KubeObject): (string | undefined)[] {
  const { user } = (object['data'] ?? object['status'] ?? {}) as { user?: string };
  if (object.kind === 'Service') return [];
  return [object.kind === 'Secret' && user !== undefined ? Buffer.from(user, 'base64').toString() : user];
}
