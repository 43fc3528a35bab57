import { readdirSync, readFileSync } from 'node:fs';
import type { Counter, Gauge } from 'prom-client';
import type { MetricName } from './metric-table.ts';

/**
 * Prometheus' process metrics, read when somebody asks. prom-client's own set is not used: it watches the event loop
 * with a timer that wakes the process a hundred times a second, even when there is nothing to do.
 */
export function addProcessMetrics(
  gauge: (name: MetricName, collect: (target: Gauge) => void) => Gauge,
  counter: (name: MetricName, total: () => number) => Counter,
): void {
  counter('process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge('process_resident_memory_bytes', (target) => target.set(process.memoryUsage.rss()));
  gauge('process_start_time_seconds', (target) => target.set(startedAtSeconds));
  gauge('process_open_fds', (target) => setIfKnown(target, () => readdirSync('/proc/self/fd').length));
  gauge('process_max_fds', (target) => setIfKnown(target, readMaxFiles));
}

const startedAtSeconds = Date.now() / 1_000 - process.uptime();

function readMaxFiles(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
}

/** Without /proc (macOS, Windows) the series is left out. */
function setIfKnown(target: Gauge, read: () => number): void {
  try {
    const value = read();
    if (Number.isFinite(value)) target.set(value);
  } catch {
    target.reset();
    target.remove();
  }
}
