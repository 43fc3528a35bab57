import * as assert from 'uvu/assert';
import {
  type Change,
  type Cluster,
  Informer,
  type InformerState,
  type KubeObject,
  type ListTarget,
} from '../../../src/cluster/index.ts';
import { defaultTimings, type Timings } from '../../../src/cluster/watch-retry.ts';
import type { CapstanError } from '../../../src/errors/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { eventually } from '../../support/cluster.ts';

/** An informer that keeps whole objects and writes down all that it tells: `added a`, `updated a`, `deleted a`. */
export class Recorder implements Disposable {
  readonly informer: Informer<KubeObject>;
  readonly changes: Change<KubeObject>[] = [];
  readonly states: { state: InformerState; code: string | undefined }[] = [];
  readonly #stop = new AbortController();

  constructor(cluster: Cluster, target: ListTarget, timings: Partial<Timings> = {}) {
    this.informer = new Informer(cluster, {
      target,
      transform: (object) => object,
      onChange: (change) => this.changes.push(change),
      onState: (state: InformerState, error?: CapstanError) => this.states.push({ state, code: error?.code }),
      log: silentLogger,
      timings: { ...defaultTimings, ...timings },
    });
    this.informer.start(this.#stop.signal);
  }

  get told(): string[] {
    return this.changes.map(({ type, value }) => `${type} ${value.metadata.name}`);
  }

  async hasTold(...told: string[]): Promise<void> {
    await eventually(() => assert.equal(this.told, told));
  }

  async isIn(state: InformerState): Promise<void> {
    await eventually(() => assert.is(this.informer.state, state));
  }

  stop(): void {
    this.#stop.abort();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

export const configMaps = { group: '', version: 'v1', kind: 'ConfigMap' } as const;

export function configMap(namespace: string, name: string, data: Record<string, string> = {}, labels = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name, labels }, data };
}

export function refTo(namespace: string, name: string) {
  return { ...configMaps, namespace, name };
}

/** A CustomResourceDefinition of the kind Gadget, of any shape. */
export function gadgetDefinition(group: string): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gadgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Gadget', plural: 'gadgets' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}
