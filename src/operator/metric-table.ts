/**
 * Every metric of /metrics, with the names and labels that controller-runtime, client-go and helm-operator give them,
 * so that dashboards and alerts made for those go on working. docs/reference/metrics.md is printed from this table.
 */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

/** controller-runtime's, in seconds. */
const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
/** client-go's work queue, in seconds. */
const queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000];
const queueLabels = ['name', 'controller'];

export const metricTable = {
  helm_operator_build_info: { type: 'gauge', help: 'What runs; always 1', labels: ['commit', 'version'] },
  resource_created_at_seconds: {
    type: 'gauge',
    help: 'When a watched custom resource was created, in seconds since 1970',
    labels: ['group', 'kind', 'name', 'namespace', 'version'],
  },
  controller_runtime_reconcile_total: {
    type: 'counter',
    help: 'Reconciles by their result: success, error, requeue, requeue_after',
    labels: ['controller', 'result'],
  },
  controller_runtime_reconcile_errors_total: {
    type: 'counter',
    help: 'Reconciles that failed',
    labels: ['controller'],
  },
  controller_runtime_terminal_reconcile_errors_total: {
    type: 'counter',
    help: 'Reconciles that failed and are not tried again until an input changes',
    labels: ['controller'],
  },
  controller_runtime_reconcile_panics_total: {
    type: 'counter',
    help: 'Reconciles that a bug ended',
    labels: ['controller'],
  },
  controller_runtime_reconcile_time_seconds: {
    type: 'histogram',
    help: 'How long reconciles take',
    labels: ['controller'],
    buckets: reconcileBuckets,
  },
  controller_runtime_max_concurrent_reconciles: {
    type: 'gauge',
    help: 'Reconciles of a controller that may run at a time',
    labels: ['controller'],
  },
  controller_runtime_active_workers: {
    type: 'gauge',
    help: 'Reconciles of a controller that run now',
    labels: ['controller'],
  },
  workqueue_depth: { type: 'gauge', help: 'Keys that wait in the queue', labels: queueLabels },
  workqueue_adds_total: { type: 'counter', help: 'Keys added to the queue', labels: queueLabels },
  workqueue_retries_total: { type: 'counter', help: 'Keys added again after a failure', labels: queueLabels },
  workqueue_queue_duration_seconds: {
    type: 'histogram',
    help: 'How long keys wait in the queue',
    labels: queueLabels,
    buckets: queueBuckets,
  },
  workqueue_work_duration_seconds: {
    type: 'histogram',
    help: 'How long the work on a key takes',
    labels: queueLabels,
    buckets: queueBuckets,
  },
  workqueue_unfinished_work_seconds: {
    type: 'gauge',
    help: 'Seconds of work in progress, summed over the workers: growing means stuck',
    labels: queueLabels,
  },
  workqueue_longest_running_processor_seconds: {
    type: 'gauge',
    help: 'For how long the longest running worker has been at it',
    labels: queueLabels,
  },
  rest_client_requests_total: {
    type: 'counter',
    help: 'Requests to the API server',
    labels: ['code', 'method', 'host'],
  },
  leader_election_master_status: {
    type: 'gauge',
    help: '1 while this process holds the lease of that name',
    labels: ['name'],
  },
  controller_runtime_webhook_panics_total: {
    type: 'counter',
    help: 'Always 0: there are no webhooks',
    labels: [],
  },
  certwatcher_read_certificate_total: {
    type: 'counter',
    help: 'Always 0: the certificate of /metrics is made at the start, and read from no file',
    labels: [],
  },
  certwatcher_read_certificate_errors_total: { type: 'counter', help: 'Always 0', labels: [] },
  go_threads: { type: 'gauge', help: 'Threads of the process, where /proc tells', labels: [] },
  go_memstats_alloc_bytes: { type: 'gauge', help: 'Bytes of live objects on the V8 heap', labels: [] },
  go_memstats_heap_alloc_bytes: { type: 'gauge', help: 'The same as go_memstats_alloc_bytes', labels: [] },
  go_memstats_heap_inuse_bytes: {
    type: 'gauge',
    help: 'Bytes of the V8 heap that are backed by memory',
    labels: [],
  },
  go_memstats_heap_idle_bytes: { type: 'gauge', help: 'Bytes of the V8 heap that hold no object', labels: [] },
  go_memstats_heap_sys_bytes: { type: 'gauge', help: 'Bytes of the V8 heap in all', labels: [] },
  go_memstats_sys_bytes: {
    type: 'gauge',
    help: 'Bytes of the V8 heap and of what it points to outside of it',
    labels: [],
  },
  process_cpu_seconds_total: { type: 'counter', help: 'CPU time used, user and system', labels: [] },
  process_resident_memory_bytes: { type: 'gauge', help: 'Memory resident in RAM', labels: [] },
  process_virtual_memory_bytes: { type: 'gauge', help: 'Virtual memory, where /proc tells', labels: [] },
  process_virtual_memory_max_bytes: {
    type: 'gauge',
    help: 'Virtual memory that may be, where /proc tells',
    labels: [],
  },
  process_network_receive_bytes_total: {
    type: 'counter',
    help: 'Bytes received over IP in the network namespace of the process, where /proc tells',
    labels: [],
  },
  process_network_transmit_bytes_total: { type: 'counter', help: 'Bytes sent, likewise', labels: [] },
  process_start_time_seconds: { type: 'gauge', help: 'When the process started, in seconds since 1970', labels: [] },
  process_open_fds: { type: 'gauge', help: 'Open file descriptors, where /proc tells', labels: [] },
  process_max_fds: { type: 'gauge', help: 'File descriptors that may be open, where /proc tells', labels: [] },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof metricTable;
