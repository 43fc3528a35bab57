import type { KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { type TestCluster, useControlPlane } from './cluster.ts';
import { type OperatorProcess, startOperator } from './operator.ts';
import { type OperatorAccount, widgetAccount, widgetWatches } from './operator-account.ts';
import { define, listKind, widget, widgetRef } from './resources.ts';

/** An operator of its own in a namespace of its own, and one Widget, called w. */
export interface Stage {
  readonly test: TestCluster;
  readonly account: OperatorAccount;
  readonly namespace: string;
  readonly operator: OperatorProcess;
  /** The Widget. */
  readonly ref: ObjectRef;
  create(spec: object): Promise<KubeObject>;
  edit(spec: object): Promise<KubeObject>;
  delete(): Promise<boolean>;
}

export async function onStage(use: (stage: Stage) => Promise<void>, flags: readonly string[] = []): Promise<void> {
  const test = await useControlPlane();
  const { cluster } = test;
  await define(cluster, 'test/fixtures/widget-crd.yaml');
  const account = await widgetAccount(test, 'stage');
  const { kubeconfig, namespace } = account;
  const operator = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: widgetWatches, flags });
  const ref = widgetRef(namespace, 'w');
  try {
    await use({
      test,
      account,
      namespace,
      operator,
      ref,
      create: (spec) => cluster.create(widget(namespace, 'w', spec)),
      edit: (spec) => cluster.patch(ref, { type: 'merge', body: { spec } }),
      delete: () => cluster.delete(ref),
    });
  } finally {
    await operator.kill();
    await removeWidgets(test, namespace);
  }
}

/** Leaves nothing for another test's operator of all namespaces to find: Widgets go without being uninstalled. */
export async function removeWidgets({ cluster }: TestCluster, namespace: string): Promise<void> {
  for (const { metadata } of await listKind(cluster, namespace, 'test.capstan.dev/v1/Widget')) {
    const ref = widgetRef(namespace, metadata.name);
    await cluster.patch(ref, { type: 'merge', body: { metadata: { finalizers: null } } });
    await cluster.delete(ref);
  }
}

export function configMapRef(namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'ConfigMap', namespace, name };
}

/** `REVISION STATUS` of each release record in the namespace, by revision. */
export async function recordsIn({ cluster }: TestCluster, namespace: string): Promise<string[]> {
  const secrets = await listKind(cluster, namespace, 'v1/Secret');
  return secrets
    .filter(({ metadata }) => metadata.labels?.['owner'] === 'helm')
    .map(({ metadata }) => `${metadata.labels?.['version']} ${metadata.labels?.['status']}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}
