import * as assert from 'uvu/assert';
import type { Cluster } from '../../src/cluster/index.ts';
import { eventually, type TestCluster, useControlPlane } from '../support/cluster.ts';
import { FaultProxy } from '../support/faults/index.ts';
import { type OperatorOptions, type OperatorProcess, startOperator } from '../support/operator.ts';
import { type OperatorAccount, widgetAccount, widgetWatches } from '../support/operator-account.ts';
import { define, widget, widgetRef } from '../support/resources.ts';
import { configMapRef, removeWidgets } from '../support/stage.ts';
import {
  problemsOf,
  readWorld,
  specOf,
  userPatch,
  userStatus,
  type WantedWidget,
  type WantedWorld,
  type WidgetWorld,
} from '../support/widget-world.ts';

export interface SceneOptions {
  readonly test?: TestCluster;
  readonly flags?: (namespace: string) => readonly string[];
  /** Of the operator; `launcher` too. */
  readonly env?: NodeJS.ProcessEnv;
  readonly launcher?: NonNullable<OperatorOptions['launcher']>;
  readonly cwd?: string;
}

/** A namespace with an operator of its own behind a proxy, and a note of how the world there is meant to be. */
export class Scene implements AsyncDisposable {
  readonly test: TestCluster;
  readonly account: OperatorAccount;
  readonly proxy: FaultProxy;
  readonly #wanted = new Map<string, WantedWidget>();
  readonly #options: SceneOptions;
  #operator: OperatorProcess | undefined;

  static async open(prefix: string, options: SceneOptions = {}): Promise<Scene> {
    const test = options.test ?? (await useControlPlane());
    await define(test.cluster, 'test/fixtures/widget-crd.yaml');
    const account = await widgetAccount(test, prefix);
    const scene = new Scene(test, account, await FaultProxy.start(account.kubeconfig), options);
    await scene.startOperator();
    return scene;
  }

  private constructor(test: TestCluster, account: OperatorAccount, proxy: FaultProxy, options: SceneOptions) {
    this.test = test;
    this.account = account;
    this.proxy = proxy;
    this.#options = options;
  }

  get cluster(): Cluster {
    return this.test.cluster;
  }

  get namespace(): string {
    return this.account.namespace;
  }

  get operator(): OperatorProcess {
    if (!this.#operator) throw new Error('the operator has not been started');
    return this.#operator;
  }

  get wanted(): WantedWorld {
    return this.#wanted;
  }

  async startOperator(): Promise<void> {
    this.#operator = await startOperator(this.operatorOptions);
  }

  get operatorOptions(): OperatorOptions {
    const { flags = () => [], test: _, ...others } = this.#options;
    return {
      kubeconfig: this.proxy.kubeconfig,
      namespaces: [this.namespace],
      watchesFile: widgetWatches,
      flags: flags(this.namespace),
      ...others,
    };
  }

  async create(name: string, wanted: WantedWidget): Promise<void> {
    await this.cluster.create(widget(this.namespace, name, specOf(wanted)));
    this.#wanted.set(name, wanted);
  }

  async edit(name: string, change: Partial<WantedWidget>): Promise<void> {
    const wanted = { ...this.#get(name), ...change };
    await this.patchSpec(name, specOf(wanted));
    this.#wanted.set(name, wanted);
  }

  /** A change of the spec that is not what is wanted in the end. */
  async patchSpec(name: string, spec: object): Promise<void> {
    await this.cluster.patch(widgetRef(this.namespace, name), { type: 'merge', body: { spec } });
  }

  async delete(name: string): Promise<void> {
    await this.cluster.delete(widgetRef(this.namespace, name));
    this.#wanted.delete(name);
  }

  /** A user's label, annotation and field on an object that is called as the Widget is. False: it is not there. */
  async editBeside(name: string, kind: 'ConfigMap' | 'Secret' | 'Service' | 'Widget', value: string): Promise<boolean> {
    const ref = kind === 'Widget' ? widgetRef(this.namespace, name) : { ...configMapRef(this.namespace, name), kind };
    const live = await this.cluster.get(ref);
    if (!live || live.metadata.deletionTimestamp) return false;
    await this.#patchAsUser(kind, name, userPatch(kind, value));
    if (kind === 'Widget') {
      await this.#patchAsUser(kind, `${name}/status`, userStatus(value));
    }
    const wanted = this.#get(name);
    this.#wanted.set(name, { ...wanted, edits: { ...wanted.edits, [kind]: value } });
    return true;
  }

  /** Somebody deletes one of the release's objects, and what users did to it. */
  async deleteObject(name: string, kind: 'ConfigMap' | 'Secret' | 'Service'): Promise<void> {
    await this.cluster.delete({ ...configMapRef(this.namespace, name), kind });
    const wanted = this.#wanted.get(name);
    if (!wanted) return;
    const { [kind]: _, ...edits } = wanted.edits ?? {};
    this.#wanted.set(name, { ...wanted, edits });
  }

  /** Somebody writes into a field that is the chart's. */
  async spoil(name: string, text: string): Promise<void> {
    const ref = configMapRef(this.namespace, name);
    if (await this.cluster.get(ref)) await this.#patchAsUser('ConfigMap', name, { data: { text } });
  }

  /** What is not as wanted now. */
  async problems(): Promise<string[]> {
    return problemsOf(await readWorld(this.test, this.namespace), this.#wanted);
  }

  /** Waits until the world is as wanted, sees that it stays so, and that the operator lives. */
  async isAsWanted(timeoutMs = 60_000): Promise<void> {
    const look = async () => {
      const world = await readWorld(this.test, this.namespace);
      assert.equal(problemsOf(world, this.#wanted), []);
      return versionsOf(world);
    };
    let before = await eventually(look, { timeoutMs, everyMs: 200 });
    await eventually(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const now = await look();
        const changed = now.filter((line) => !before.includes(line));
        before = now;
        assert.equal(changed, [], 'something is still being written');
      },
      { timeoutMs, everyMs: 0 },
    );
    this.operatorLives();
  }

  operatorLives(): void {
    const { operator } = this;
    const last = operator.logs.slice(-5).map((line) => JSON.stringify(line));
    assert.ok(operator.isRunning, `the operator ended:\n${operator.text}${last.join('\n')}`);
    assert.equal(operator.lines('Reconcile broke off'), []);
    assert.equal(
      operator.logs.filter((line) => /INTERNAL|TypeError|ReferenceError/.test(JSON.stringify(line))),
      [],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#operator?.kill();
    await this.proxy[Symbol.asyncDispose]();
    await removeWidgets(this.test, this.namespace);
  }

  /** Not as the operator's field manager, whose fields are its own to take back. */
  async #patchAsUser(kind: string, name: string, body: object): Promise<void> {
    const api = kind === 'Widget' ? 'apis/test.capstan.dev/v1' : 'api/v1';
    const path = `/${api}/namespaces/${this.namespace}/${kind.toLowerCase()}s/${name}`;
    const query = { fieldManager: 'kubectl-edit' };
    await this.cluster.request({ method: 'PATCH', path, query, body, contentType: 'application/merge-patch+json' });
  }

  #get(name: string): WantedWidget {
    const wanted = this.#wanted.get(name);
    if (!wanted) throw new Error(`there is no Widget ${name}`);
    return wanted;
  }
}

function versionsOf({ widgets, objects, records }: WidgetWorld): string[] {
  return [...widgets, ...objects, ...records].map(
    ({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion}`,
  );
}
