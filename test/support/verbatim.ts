import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Cluster, KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { untilAllowed } from './access.ts';
import { type TestCluster, useControlPlane } from './cluster.ts';
import { type OperatorProcess, startOperator } from './operator.ts';
import { allow, type OperatorAccount, type PolicyRule, widgetAccount, widgetRules } from './operator-account.ts';
import { define, installed, untilConditions, widget, widgetRef } from './resources.ts';
import { scratchFolder, writeText } from './scratch.ts';
import { removeWidgets } from './stage.ts';

/** Any object that a chart may render; what the API server fills in may be missing. */
export type RenderedLike = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
};

/** An operator whose Widgets are releases of test/fixtures/verbatim: a Widget's spec holds the objects themselves. */
export interface VerbatimStage extends AsyncDisposable {
  readonly test: TestCluster;
  readonly account: OperatorAccount;
  readonly namespace: string;
  /** The one that runs now. */
  readonly operator: OperatorProcess;
  /** Kills the operator and starts another one. @param meanwhile what happens while there is none */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Creates a Widget and waits until it is installed. */
  install(
    name: string,
    objects: readonly RenderedLike[],
    annotations?: Readonly<Record<string, string>>,
  ): Promise<ObjectRef>;
  /** Creates a Widget and waits for nothing. */
  create(
    name: string,
    objects: readonly RenderedLike[],
    annotations?: Readonly<Record<string, string>>,
  ): Promise<ObjectRef>;
  edit(name: string, objects: readonly RenderedLike[]): Promise<KubeObject>;
}

export interface VerbatimOptions {
  /** More of the entry in watches.yaml. */
  readonly entry?: object;
  readonly flags?: readonly string[];
  /** What the operator may do besides; 'everything': what an administrator may, in the cluster. */
  readonly rules?: readonly PolicyRule[] | 'everything';
}

const chart = new URL('../fixtures/verbatim', import.meta.url).pathname;

export async function startVerbatim(options: VerbatimOptions = {}): Promise<VerbatimStage> {
  const { entry = {}, flags = [], rules = [] } = options;
  const test = await useControlPlane();
  const { cluster } = test;
  await define(cluster, 'test/fixtures/widget-crd.yaml');
  const account = await widgetAccount(test, 'verbatim');
  const { namespace } = account;
  if (rules !== 'everything') await allow(test, namespace, [...widgetRules, ...rules]);
  else await allowEverything(test, account);
  const watches = [{ group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart, ...entry }];
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), stringify(watches));
  const { kubeconfig } = account;
  const start = () => startOperator({ kubeconfig, namespaces: [namespace], watchesFile, flags });
  let operator = await start();
  const create: VerbatimStage['create'] = async (name, objects, annotations = {}) => {
    const object = widget(namespace, name, { objects });
    await cluster.create({ ...object, metadata: { ...object.metadata, annotations } });
    return widgetRef(namespace, name);
  };
  return {
    test,
    account,
    namespace,
    get operator() {
      return operator;
    },
    restart: async (meanwhile) => {
      await operator.kill();
      await meanwhile?.();
      operator = await start();
    },
    create,
    install: async (name, objects, annotations) => {
      const ref = await create(name, objects, annotations);
      await untilConditions(cluster, ref, installed);
      return ref;
    },
    edit: (name, objects) => cluster.patch(widgetRef(namespace, name), { type: 'merge', body: { spec: { objects } } }),
    [Symbol.asyncDispose]: async () => {
      await operator.kill();
      await removeWidgets(test, namespace);
    },
  };
}

async function allowEverything({ cluster }: TestCluster, { namespace, user }: OperatorAccount): Promise<void> {
  const api = 'rbac.authorization.k8s.io';
  await cluster.create({
    apiVersion: `${api}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: `${namespace}-everything` },
    subjects: [{ apiGroup: api, kind: 'User', name: user }],
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'cluster-admin' },
  });
  await untilAllowed(cluster, { user, verb: 'create', group: api, resource: 'clusterroles' });
}

export function configMapOf(name: string, data: Readonly<Record<string, string>>, metadata: object = {}): RenderedLike {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

/** Its pods need no image: nodes of the control plane pretend. */
export function deploymentOf(
  name: string,
  spec: object = {},
  containers: readonly object[] = [container],
): RenderedLike {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, ...spec },
  };
}

const container = { name: 'main', image: 'main' };

/** A merge patch as another client would send it. */
export async function patchAs(
  fieldManager: string,
  cluster: Cluster,
  ref: ObjectRef,
  body: object,
): Promise<KubeObject> {
  const { namespaced, plural } = await cluster.discovery.resourceFor(ref);
  const place = namespaced ? `/namespaces/${ref.namespace}` : '';
  const path = `${ref.group === '' ? '/api' : `/apis/${ref.group}`}/${ref.version}${place}/${plural}/${ref.name}`;
  const contentType = 'application/merge-patch+json';
  return (await cluster.request<KubeObject>({ method: 'PATCH', path, query: { fieldManager }, body, contentType }))
    .body;
}

/** The address of an object in a namespace: `apps/v1/Deployment`. */
export function refTo(kind: string, namespace: string, name: string): ObjectRef {
  const [last = '', version = '', group = ''] = kind.split('/').reverse();
  return { group, version, kind: last, namespace, name };
}
