import { readdirSync, readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import type { Counter, Gauge } from 'prom-client';
import type { MetricName } from './metric-table.ts';

/**
 * Prometheus' process metrics, read when somebody asks. prom-client's own set is not used: it watches the event loop
 * with a timer that wakes the process a hundred times a second, even when there is nothing to do.
 */
export function addProcessMetrics(
  gauge: (name: MetricName, collect: (target: Gauge) => void) => Gauge,
  counter: (name: MetricName, total: () => number | undefined) => Counter,
): void {
  counter('process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge('process_resident_memory_bytes', (target) => target.set(process.memoryUsage.rss()));
  gauge('process_start_time_seconds', (target) => target.set(startedAtSeconds));
  gauge('process_open_fds', (target) => setIfKnown(target, () => readdirSync('/proc/self/fd').length));
  gauge('process_max_fds', (target) => setIfKnown(target, () => readLimit('Max open files')));
  gauge('process_virtual_memory_bytes', (target) => setIfKnown(target, () => readStatus('VmSize') * 1024));
  gauge('process_virtual_memory_max_bytes', (target) => setIfKnown(target, () => readLimit('Max address space')));
  counter('process_network_receive_bytes_total', () => readIfThere(() => readNetwork('InOctets')));
  counter('process_network_transmit_bytes_total', () => readIfThere(() => readNetwork('OutOctets')));
}

/** What Go's runtime tells and V8's can truly tell, too. */
export function addHeapMetrics(gauge: (name: MetricName, collect: (target: Gauge) => void) => Gauge): void {
  gauge('go_threads', (target) => setIfKnown(target, () => readStatus('Threads')));
  for (const name of ['go_memstats_alloc_bytes', 'go_memstats_heap_alloc_bytes'] as const) {
    gauge(name, (target) => target.set(getHeapStatistics().used_heap_size));
  }
  gauge('go_memstats_heap_inuse_bytes', (target) => target.set(getHeapStatistics().total_physical_size));
  gauge('go_memstats_heap_idle_bytes', (target) => {
    const { total_heap_size, used_heap_size } = getHeapStatistics();
    target.set(total_heap_size - used_heap_size);
  });
  gauge('go_memstats_heap_sys_bytes', (target) => target.set(getHeapStatistics().total_heap_size));
  gauge('go_memstats_sys_bytes', (target) => {
    const { total_heap_size, external_memory } = getHeapStatistics();
    target.set(total_heap_size + external_memory);
  });
}

const startedAtSeconds = Date.now() / 1_000 - process.uptime();

/** The soft limit; without one, what Go's uint64 holds. */
function readLimit(name: string): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const [, limit] = new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(limits) ?? [];
  return limit === 'unlimited' ? 2 ** 64 : Number(limit);
}

function readStatus(name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}

/** Two lines belong together: `IpExt: InOctets OutOctets …` and `IpExt: 1 2 …`. */
function readNetwork(name: string): number {
  const lines = readFileSync('/proc/self/net/netstat', 'utf8').split('\n');
  const [names = [], values = []] = lines.filter((line) => line.startsWith('IpExt:')).map((line) => line.split(' '));
  return Number(values[names.indexOf(name)]);
}

/** Without /proc (macOS, Windows) the series is left out. */
function setIfKnown(target: Gauge, read: () => number): void {
  const value = readIfThere(read);
  if (value !== undefined) target.set(value);
  else {
    target.reset();
    target.remove();
  }
}

function readIfThere(read: () => number): number | undefined {
  try {
    const value = read();
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
