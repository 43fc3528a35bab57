import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Cluster, Informer, type KubeObject } from '../src/cluster/index.ts';
import { silentLogger } from '../src/log/index.ts';
import { type AuditEvent, auditEvents, auditMark } from '../test/support/audit.ts';
import { clusterOf, ownControlPlane } from '../test/support/cluster.ts';

/** One API server for a bench: no controllers beside it, so that what is measured is the operator and the server. */
export interface Ground extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  mark(): number;
  requestsSince(mark: number): AuditEvent[];
}

export const gvk = { group: 'bench.capstan.dev', version: 'v1', kind: 'Memcached' };
export const namespace = 'bench';
const bundle = fileURLToPath(new URL('../dist/capstan.js', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));

/** A program that takes helm-operator's flags. */
export interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** The operator as it ships. */
export const capstan: Contender = { name: 'capstan', command: [process.execPath, bundle] };

export async function prepareGround(): Promise<Ground> {
  const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'], audit: true });
  const cluster = clusterOf(plane.kubeconfig, 'capstan-bench');
  await cluster.apply(definition(), { force: true });
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { force: true });
  await untilServed(cluster);
  const log = { auditLog: plane.auditLog ?? '', kubeconfig: plane.kubeconfig, server: plane.server, cluster };
  return {
    cluster,
    kubeconfig: plane.kubeconfig,
    mark: () => auditMark(log),
    requestsSince: (mark) => auditEvents(log, mark),
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      await plane[Symbol.asyncDispose]();
    },
  };
}

/** An operator in a process of its own, on the resources of one namespace. */
export class OperatorProcess {
  readonly #child: ChildProcess;

  /** @param watched the namespace; '' for all */
  constructor(
    kubeconfig: string,
    flags: readonly string[] = [],
    { contender = capstan, watched = namespace, watchesFile = 'watches.yaml' } = {},
  ) {
    const [program, ...words] = contender.command;
    const addresses = ['--metrics-bind-address=0', '--health-probe-bind-address=0'];
    this.#child = spawn(program, [...words, 'run', '--watches-file', watchesFile, ...addresses, ...flags], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig, WATCH_NAMESPACE: watched },
      stdio: 'ignore',
    });
  }

  /** Seconds of CPU used so far, user and system. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticksPerSecond = 100; // USER_HZ on Linux
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  residentMiB(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await exited;
  }
}

/** Resolves when `count` resources say Deployed=True. */
export async function untilDeployed(cluster: Cluster, count: number, watched = namespace): Promise<void> {
  const stop = new AbortController();
  const deployed = new Set<string>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const informer = new Informer<string>(cluster, {
    target: { gvk, namespace: watched },
    transform: (object) => {
      const { conditions = [] } = (object['status'] ?? {}) as { conditions?: { type: string; status: string }[] };
      if (conditions.some(({ type, status }) => type === 'Deployed' && status === 'True'))
        deployed.add(object.metadata.name);
      return object.metadata.name;
    },
    onChange: () => {
      if (deployed.size >= count) resolve();
    },
    log: silentLogger,
  });
  informer.start(stop.signal);
  await promise;
  stop.abort();
}

export function resource(index: number, place = namespace): KubeObject {
  const name = `cache-${String(index).padStart(4, '0')}`;
  return {
    apiVersion: 'bench.capstan.dev/v1',
    kind: 'Memcached',
    metadata: { name, namespace: place },
    spec: { memory: 64 + index },
  };
}

/** Runs `work` for every item, at most `limit` at a time. */
export async function inFlight<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}

async function untilServed(cluster: Cluster): Promise<void> {
  for (;;) {
    try {
      await cluster.list({ gvk, namespace });
      return;
    } catch {
      cluster.discovery.invalidate();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function definition(): KubeObject {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'memcacheds.bench.capstan.dev' },
    spec: {
      group: 'bench.capstan.dev',
      scope: 'Namespaced',
      names: { kind: 'Memcached', listKind: 'MemcachedList', plural: 'memcacheds', singular: 'memcached' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
        },
      ],
    },
  };
}
