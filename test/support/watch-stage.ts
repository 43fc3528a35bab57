import { join } from 'node:path';
import type { Cluster, KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { type TestCluster, useControlPlane } from './cluster.ts';
import { type OperatorProcess, startOperator } from './operator.ts';
import { allow, type OperatorAccount, type PolicyRule, widgetAccount, widgetRules } from './operator-account.ts';
import { define, widget, widgetRef } from './resources.ts';
import { scratchFolder, writeText } from './scratch.ts';
import { configMapRef, removeWidgets } from './stage.ts';

/** An operator of Widgets with options of watches.yaml, in a namespace of its own, for all tests of a file. */
export interface WatchStage {
  readonly test: TestCluster;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly account: OperatorAccount;
  operator: OperatorProcess;
  ref(name: string): ObjectRef;
  create(name: string, spec?: object, annotations?: Readonly<Record<string, string>>): Promise<KubeObject>;
  edit(name: string, spec: object): Promise<KubeObject>;
  /** null removes one. */
  annotate(name: string, annotations: Readonly<Record<string, string | null>>): Promise<KubeObject>;
  /** Content of the ConfigMap of that name; undefined when there is none. */
  dataOf(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** kill -9, and another life. */
  restart(): Promise<void>;
  /** Leaves no resource behind. */
  close(): Promise<void>;
}

/**
 * @param options of the entry, as watches.yaml has them
 * @param more isAdmin: the operator has every right, where the account of deploy/ has those of its namespace
 */
export async function watchStage(
  options: object,
  more: {
    readonly chart?: string;
    readonly rules?: readonly PolicyRule[];
    readonly flags?: readonly string[];
    readonly isAdmin?: boolean;
  } = {},
): Promise<WatchStage> {
  const { chart = 'test/fixtures/sources', rules = [], flags = [], isAdmin = false } = more;
  const test = await useControlPlane();
  const { cluster } = test;
  await define(cluster, 'test/fixtures/widget-crd.yaml');
  const account = await widgetAccount(test, 'watch');
  const { namespace } = account;
  const kubeconfig = isAdmin ? test.kubeconfig : account.kubeconfig;
  if (rules.length > 0) await allow(test, namespace, [...widgetRules, ...rules]);
  const entry = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart, ...options };
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify([entry]));
  const start = () => startOperator({ kubeconfig, namespaces: [namespace], watchesFile, flags });
  const ref = (name: string) => widgetRef(namespace, name);
  const patch = (name: string, body: object) => cluster.patch(ref(name), { type: 'merge', body });
  const stage: WatchStage = {
    test,
    cluster,
    namespace,
    account,
    operator: await start(),
    ref,
    create: (name, spec = {}, annotations = {}) => {
      const object = widget(namespace, name, spec);
      return cluster.create({ ...object, metadata: { ...object.metadata, annotations } });
    },
    edit: (name, spec) => patch(name, { spec }),
    annotate: (name, annotations) => patch(name, { metadata: { annotations } }),
    dataOf: async (name) => {
      const live = await cluster.get(configMapRef(namespace, name));
      return live && ((live['data'] ?? {}) as Readonly<Record<string, string>>);
    },
    restart: async () => {
      await stage.operator.kill();
      stage.operator = await start();
    },
    close: async () => {
      await stage.operator.kill();
      await removeWidgets(test, namespace);
    },
  };
  return stage;
}
