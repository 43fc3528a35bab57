import { createRequire } from 'node:module';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ObjectRef } from '../cluster/index.ts';
import { type MetricName, type MetricRow, metricTable } from './metric-table.ts';
import { addHeapMetrics, addProcessMetrics } from './process-metrics.ts';

export type ReconcileResult = 'success' | 'error' | 'requeue' | 'requeue_after';

/** What happens, told by those who do it. All calls are cheap; whatever costs is worked out when somebody reads. */
export interface Metrics {
  /** Makes a controller's series show up at 0. */
  controllerStarted(controller: string, maxConcurrentReconciles: number): void;
  /** @param isFinal an error that only another input helps */
  reconciled(controller: string, result: ReconcileResult, seconds: number, isFinal?: boolean): void;
  /** A reconcile threw, which it promises not to do. */
  reconcileBroke(controller: string): void;
  queueAdded(controller: string): void;
  queueRetried(controller: string): void;
  queueDepth(controller: string, depth: number): void;
  /** A worker took the key, which had waited for so long. */
  workStarted(controller: string, key: string, waitedSeconds: number): void;
  workDone(controller: string, key: string): void;
  /** `code` is the HTTP status, or `<error>` when there was no answer, as client-go has it. */
  requestSent(sample: { readonly method: string; readonly code: string; readonly host: string }): void;
  resourceSeen(ref: ObjectRef, createdAtSeconds: number): void;
  resourceGone(ref: ObjectRef): void;
  leaderStatus(name: string, isLeader: boolean): void;
  readonly contentType: string;
  /** Prometheus' text format. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  readonly version: string;
  readonly commit: string;
  /** Seconds of a clock that never goes back. */
  now?(): number;
}

/** `runtime-controller`: the `controller` label of a kind, as helm-operator names its controllers. */
export function controllerName(kind: string): string {
  return `${kind.toLowerCase()}-controller`;
}

export function createMetrics({ version, commit, now = monotonicSeconds }: MetricsOptions): Metrics {
  const registry = new (promClient().Registry)();
  /** controller → key → when the work on it began */
  const running = new Map<string, Map<string, number>>();
  const buildInfo = gauge(registry, 'helm_operator_build_info');
  const created = gauge(registry, 'resource_created_at_seconds');
  const reconciles = counter(registry, 'controller_runtime_reconcile_total');
  const errors = counter(registry, 'controller_runtime_reconcile_errors_total');
  const finalErrors = counter(registry, 'controller_runtime_terminal_reconcile_errors_total');
  const panics = counter(registry, 'controller_runtime_reconcile_panics_total');
  const reconcileTime = histogram(registry, 'controller_runtime_reconcile_time_seconds');
  const maxWorkers = gauge(registry, 'controller_runtime_max_concurrent_reconciles');
  const activeWorkers = gauge(registry, 'controller_runtime_active_workers');
  const depth = gauge(registry, 'workqueue_depth');
  const adds = counter(registry, 'workqueue_adds_total');
  const retries = counter(registry, 'workqueue_retries_total');
  const waiting = histogram(registry, 'workqueue_queue_duration_seconds');
  const working = histogram(registry, 'workqueue_work_duration_seconds');
  const requests = counter(registry, 'rest_client_requests_total');
  const leader = gauge(registry, 'leader_election_master_status');
  gauge(registry, 'workqueue_unfinished_work_seconds', (target) => {
    for (const [controller, keys] of running) target.set(queueOf(controller), sum(agesOf(keys, now())));
  });
  gauge(registry, 'workqueue_longest_running_processor_seconds', (target) => {
    for (const [controller, keys] of running) target.set(queueOf(controller), Math.max(0, ...agesOf(keys, now())));
  });
  addProcessMetrics(
    (name, collect) => gauge(registry, name, collect),
    (name, collect) => counter(registry, name, collect),
  );
  addHeapMetrics((name, collect) => gauge(registry, name, collect));
  for (const name of neverCounted) counter(registry, name).inc(0);
  buildInfo.set({ commit, version }, 1);

  return {
    controllerStarted(controller, maxConcurrentReconciles) {
      running.set(controller, new Map());
      for (const result of ['success', 'error', 'requeue', 'requeue_after']) reconciles.inc({ controller, result }, 0);
      for (const series of [errors, finalErrors, panics]) series.inc({ controller }, 0);
      maxWorkers.set({ controller }, maxConcurrentReconciles);
      activeWorkers.set({ controller }, 0);
      depth.set(queueOf(controller), 0);
      for (const series of [adds, retries]) series.inc(queueOf(controller), 0);
      for (const series of [waiting, working]) series.zero(queueOf(controller));
      reconcileTime.zero({ controller });
    },
    reconcileBroke: (controller) => panics.inc({ controller }),
    reconciled(controller, result, seconds, isFinal = false) {
      reconciles.inc({ controller, result });
      if (result === 'error') errors.inc({ controller });
      if (isFinal) finalErrors.inc({ controller });
      reconcileTime.observe({ controller }, seconds);
    },
    queueAdded: (controller) => adds.inc(queueOf(controller)),
    queueRetried: (controller) => retries.inc(queueOf(controller)),
    queueDepth: (controller, count) => depth.set(queueOf(controller), count),
    workStarted(controller, key, waitedSeconds) {
      keysOf(running, controller).set(key, now());
      activeWorkers.inc({ controller });
      waiting.observe(queueOf(controller), waitedSeconds);
    },
    workDone(controller, key) {
      const since = running.get(controller)?.get(key);
      if (since === undefined) return;
      running.get(controller)?.delete(key);
      activeWorkers.dec({ controller });
      working.observe(queueOf(controller), now() - since);
    },
    requestSent: ({ method, code, host }) => requests.inc({ code, method, host }),
    resourceSeen: (ref, createdAtSeconds) => created.set(resourceLabels(ref), createdAtSeconds),
    resourceGone: (ref) => created.remove(resourceLabels(ref)),
    leaderStatus: (name, isLeader) => leader.set({ name }, isLeader ? 1 : 0),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/** Of parts of controller-runtime that have nothing to do here. */
const neverCounted = [
  'controller_runtime_webhook_panics_total',
  'certwatcher_read_certificate_total',
  'certwatcher_read_certificate_errors_total',
] as const;

function gauge(registry: Registry, name: MetricName, collect?: (target: Gauge) => void): Gauge {
  return new (promClient().Gauge)({
    ...definition(registry, name),
    ...(collect && {
      collect() {
        collect(this);
      },
    }),
  });
}

/** `total`: a count that somebody else keeps, read when the metrics are. */
function counter(registry: Registry, name: MetricName, total?: () => number | undefined): Counter {
  return new (promClient().Counter)({
    ...definition(registry, name),
    ...(total && {
      collect() {
        const count = total();
        this.reset();
        if (count !== undefined) this.inc(count);
        else this.remove();
      },
    }),
  });
}

function histogram(registry: Registry, name: MetricName): Histogram {
  const { buckets = [] }: MetricRow = metricTable[name];
  return new (promClient().Histogram)({ ...definition(registry, name), buckets: [...buckets] });
}

function definition(registry: Registry, name: MetricName) {
  const { help, labels }: MetricRow = metricTable[name];
  return { name, help, labelNames: [...labels], registers: [registry] };
}

function keysOf(running: Map<string, Map<string, number>>, controller: string): Map<string, number> {
  const keys = running.get(controller) ?? new Map<string, number>();
  running.set(controller, keys);
  return keys;
}

/** A queue is called as its controller, and client-go labels it with both. */
function queueOf(controller: string) {
  return { name: controller, controller };
}

function resourceLabels({ group, kind, name, namespace, version }: ObjectRef) {
  return { group, kind, name, namespace, version };
}

function agesOf(keys: ReadonlyMap<string, number>, now: number): number[] {
  return [...keys.values()].map((since) => now - since);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function monotonicSeconds(): number {
  return performance.now() / 1_000;
}

const require = createRequire(import.meta.url);

/** Loaded by those alone who measure: commands that only read watches.yaml import this folder, too. */
function promClient(): typeof import('prom-client') {
  return require('prom-client');
}
