import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { type Logger, silentLogger } from '../../../src/log/index.ts';
import { Shards } from '../../../src/operator/shards/index.ts';
import { clusterOf, eventually, type TestCluster } from '../../support/cluster.ts';

export interface Timings {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** A quarter of the real ones. */
export const timings: Timings = { leaseDurationMs: 4_000, renewDeadlineMs: 2_800, retryPeriodMs: 400 };

/** Replicas that share the shards of one namespace, and what each of them works on. */
export class ShardLab {
  readonly replicas: Replica[] = [];
  /** By shard, who works on it. */
  readonly #workers = new Map<number, string>();
  /** Words for every moment at which two worked on one shard. */
  readonly clashes: string[] = [];
  /** What the replicas logged as errors. */
  readonly errors: string[] = [];
  readonly log: Logger = {
    ...silentLogger,
    error: (message, error) => void this.errors.push(`${message}: ${error}`),
    child: () => this.log,
  };

  readonly namespace: string;
  readonly test: TestCluster;
  readonly timings: Timings;

  constructor(test: TestCluster, namespace: string, ofReplicas: Timings) {
    this.test = test;
    this.namespace = namespace;
    this.timings = ofReplicas;
  }

  start(name: string, options: ReplicaOptions = {}): Replica {
    const replica = new Replica(this, name, options);
    this.replicas.push(replica);
    return replica;
  }

  begins(shard: number, name: string): void {
    const other = this.#workers.get(shard);
    if (other !== undefined) this.clashes.push(`${name} begins with ${shard}, ${other} has not ended`);
    this.#workers.set(shard, name);
  }

  ends(shard: number, name: string): void {
    if (this.#workers.get(shard) === name) this.#workers.delete(shard);
  }

  /** How many shards each of the replicas has, once all of `count` are worked on. */
  async shared(count: number, ...want: number[]): Promise<void> {
    await eventually(
      () => {
        const counts = this.replicas.map(({ held }) => held.size);
        assert.equal(
          counts.filter((each) => each > 0).sort(),
          want.sort(),
          this.replicas.map(({ name, held }) => `${name}: ${[...held]}`).join('; '),
        );
        assert.is(this.#workers.size, count);
      },
      { everyMs: 20 },
    );
  }

  /** Those of the replicas, or of the shards. */
  async leases(of: 'member' | 'shard'): Promise<readonly KubeObject[]> {
    const gvk = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' };
    const { items } = await this.test.cluster.list({ gvk, namespace: this.namespace });
    return items.filter(({ metadata }) => metadata.name.startsWith(`lab-${of}-`));
  }

  async end(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    assert.equal(this.clashes, []);
  }
}

interface ReplicaOptions {
  readonly count?: number;
  readonly kubeconfig?: string;
  /** How long a shard's work takes to end. */
  readonly endsInMs?: number;
  /** How long it takes after an abort. */
  readonly abortsInMs?: number;
}

export class Replica {
  readonly name: string;
  readonly held = new Set<number>();
  readonly shards: Shards;
  readonly ended: Promise<unknown>;
  readonly #stop = new AbortController();
  readonly #lab: ShardLab;

  constructor(lab: ShardLab, name: string, options: ReplicaOptions) {
    const { count = 6, kubeconfig = lab.test.kubeconfig, endsInMs = 20, abortsInMs = 1 } = options;
    this.name = name;
    this.#lab = lab;
    const cluster = clusterOf(kubeconfig, name);
    this.shards = new Shards({
      cluster,
      group: { namespace: lab.namespace, name: 'lab', count },
      timings: lab.timings,
      graceMs: 5_000,
      log: lab.log,
      work: {
        refreshed: () => sleep(10),
        gained: (shards) => {
          for (const shard of shards) {
            lab.begins(shard, name);
            this.held.add(shard);
          }
        },
        lost: async (shards, graceMs) => {
          await sleep(graceMs > 0 ? endsInMs : abortsInMs);
          for (const shard of shards) {
            this.held.delete(shard);
            lab.ends(shard, name);
          }
        },
      },
    });
    this.ended = this.shards.run(this.#stop.signal).then(
      () => cluster.close(),
      (error: unknown) => error,
    );
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  /** It is gone, and can tell nobody. */
  vanish(): void {
    this.#lab.replicas.splice(this.#lab.replicas.indexOf(this), 1);
    for (const shard of this.held) this.#lab.ends(shard, this.name);
    this.held.clear();
  }
}
