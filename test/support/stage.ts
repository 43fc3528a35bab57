import { apiVersionOf, type GroupVersionKind, type KubeObject, type ObjectRef } from '../../src/cluster/index.ts';
import { type TestCluster, useControlPlane } from './cluster.ts';
import { type OperatorProcess, startOperator } from './operator.ts';
import {
  allow,
  type OperatorAccount,
  type PolicyRule,
  widgetAccount,
  widgetRules,
  widgetWatches,
} from './operator-account.ts';
import { define, listKind } from './resources.ts';

/** An operator of its own in a namespace of its own, and one resource, called w. */
export interface Stage {
  readonly test: TestCluster;
  readonly account: OperatorAccount;
  readonly namespace: string;
  readonly operator: OperatorProcess;
  /** The resource. */
  readonly ref: ObjectRef;
  create(spec: object): Promise<KubeObject>;
  /** Merges: null removes. */
  edit(spec: object): Promise<KubeObject>;
  replace(spec: object): Promise<KubeObject>;
  delete(): Promise<boolean>;
}

export interface StageOptions {
  /** Of the resource; default: Widget. Its definition is there already. */
  readonly gvk?: GroupVersionKind;
  /** Default: Widgets are of the chart test/fixtures/widget. */
  readonly watchesFile?: string;
  /** What the operator may do besides. */
  readonly rules?: readonly PolicyRule[];
  /** Default: the operator's own account, which is bound to the namespace. */
  readonly kubeconfig?: string;
}

export async function onStage(
  use: (stage: Stage) => Promise<void>,
  flags: readonly string[] = [],
  options: StageOptions = {},
): Promise<void> {
  const test = await useControlPlane();
  const { cluster } = test;
  await define(cluster, 'test/fixtures/widget-crd.yaml');
  const account = await widgetAccount(test, 'stage');
  const { namespace } = account;
  const { gvk = widgetKind, watchesFile = widgetWatches, rules, kubeconfig = account.kubeconfig } = options;
  if (rules) await allow(test, namespace, [...widgetRules, ...rules]);
  const operator = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile, flags });
  const ref = { ...gvk, namespace, name: 'w' };
  const apiVersion = apiVersionOf(gvk);
  try {
    await use({
      test,
      account,
      namespace,
      operator,
      ref,
      create: (spec) => cluster.create({ apiVersion, kind: gvk.kind, metadata: { name: ref.name, namespace }, spec }),
      edit: (spec) => cluster.patch(ref, { type: 'merge', body: { spec } }),
      replace: (spec) => cluster.patch(ref, { type: 'json', body: [{ op: 'replace', path: '/spec', value: spec }] }),
      delete: () => cluster.delete(ref),
    });
  } finally {
    await operator.kill();
    await removeResources(test, namespace, gvk);
  }
}

const widgetKind: GroupVersionKind = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget' };

export function removeWidgets(test: TestCluster, namespace: string): Promise<void> {
  return removeResources(test, namespace, widgetKind);
}

/** Leaves nothing for another test's operator of all namespaces to find: the resources go without being uninstalled. */
async function removeResources({ cluster }: TestCluster, namespace: string, gvk: GroupVersionKind): Promise<void> {
  for (const { metadata } of (await cluster.list({ gvk, namespace })).items) {
    const ref = { ...gvk, namespace, name: metadata.name };
    await cluster.patch(ref, { type: 'merge', body: { metadata: { finalizers: null } } });
    await cluster.delete(ref);
  }
}

export function configMapRef(namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'ConfigMap', namespace, name };
}

/** The data of a ConfigMap; {} when there is none. */
export async function configDataOf({ cluster }: TestCluster, namespace: string, name: string) {
  return ((await cluster.get(configMapRef(namespace, name)))?.['data'] ?? {}) as Readonly<Record<string, string>>;
}

/** `REVISION STATUS` of each release record in the namespace, by revision. */
export async function recordsIn({ cluster }: TestCluster, namespace: string): Promise<string[]> {
  const secrets = await listKind(cluster, namespace, 'v1/Secret');
  return secrets
    .filter(({ metadata }) => metadata.labels?.['owner'] === 'helm')
    .map(({ metadata }) => `${metadata.labels?.['version']} ${metadata.labels?.['status']}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}
