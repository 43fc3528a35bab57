import { Command } from 'commander';
import type { Cluster } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import type { Health, HttpServer, Metrics, OperatorOptions } from '../operator/index.ts';
import { readVersion, userAgent } from '../version.ts';
import type { LeaderElectionConfig, RunConfig } from './run-config.ts';
import { addRunFlags, type RunFlags } from './run-flags.ts';
import { endsWithin, stopOnSignals } from './stop-signal.ts';

/** controller-runtime's: how long work in progress may take to end after a signal. */
const graceMs = 30_000;

/** `capstan run`: the operator in the foreground, with helm-operator's flags and environment. */
export function runCommand(): Command {
  return addRunFlags(new Command('run')).action((flags: RunFlags) => run(flags));
}

/** What cannot start throws; what fails later is logged, once, and makes the exit code 1. */
async function run(flags: RunFlags): Promise<void> {
  const { readRunConfig } = await import('./run-config.ts');
  const config = readRunConfig(flags, process.env);
  const { createLogger } = await import('../log/index.ts');
  const log = createLogger(config.log);
  const signal = stopOnSignals((name) => log.child('cmd').info('Stopping', { signal: name }));
  sayHello(config, log.child('cmd'));
  const parts = await assemble(config, log);
  try {
    await operate(parts, log.child('cmd'), signal);
  } finally {
    await Promise.all(parts.servers.map((server) => server.close()));
    await parts.options.cluster.close();
  }
}

function sayHello(config: RunConfig, log: Logger): void {
  const { version, commit } = readVersion();
  log.info('Version', {
    capstan: version,
    commit,
    node: process.version,
    platform: `${process.platform}/${process.arch}`,
  });
  for (const notice of config.notices) log.info('Deprecated', { notice });
  if (config.namespaces.length === 0) log.info('Watching all namespaces');
  else log.info('Watching namespaces', { namespaces: config.namespaces });
}

interface Parts {
  readonly options: OperatorOptions;
  readonly health: Health;
  readonly servers: readonly HttpServer[];
}

async function assemble(config: RunConfig, log: Logger): Promise<Parts> {
  const [{ Cluster, loadConnection }, { createHealth, createMetrics, loadWatches }] = await Promise.all([
    import('../cluster/index.ts'),
    import('../operator/index.ts'),
  ]);
  const watches = await loadWatches(config.watchesFile, {
    env: process.env,
    cwd: process.cwd(),
    warn: (warning) => log.child('watches').warn('Watches file', { warning }),
  });
  const metrics = createMetrics(readVersion());
  const connection = loadConnection({
    userAgent: userAgent(),
    env: process.env,
    ...(config.kubeconfig === undefined ? {} : { kubeconfig: config.kubeconfig }),
    ...(config.context === undefined ? {} : { context: config.context }),
  });
  const leaderElection = config.leaderElection && (await placeLease(config.leaderElection, connection));
  const shards = config.shards && { count: config.shards.count, ...(await placeLease(config.shards, connection)) };
  const cluster = new Cluster(connection, { log: log.child('cluster'), onRequest: metrics.requestSent });
  const health = createHealth();
  const options: OperatorOptions = Object.freeze({
    watches,
    namespaces: config.namespaces,
    cluster,
    maxConcurrentReconciles: config.maxConcurrentReconciles,
    reconcilePeriodMs: config.reconcilePeriodMs,
    maxHistory: config.maxHistory,
    hookTimeoutMs: config.hookTimeoutMs,
    leaderElection,
    metrics,
    log,
    suppressOverrideValues: config.suppressOverrideValues,
    isStrict: config.isStrict,
    shards,
  });
  return { options, health, servers: await startServers(config, cluster, metrics, health, log) };
}

/** In a pod the lease lies beside it; elsewhere nobody knows where the other replicas look. */
async function placeLease(
  lease: LeaderElectionConfig,
  connection: { readonly inCluster: boolean; readonly namespace: string },
): Promise<{ name: string; namespace: string }> {
  const namespace = lease.namespace ?? (connection.inCluster ? connection.namespace : undefined);
  if (namespace !== undefined) return { name: lease.name, namespace };
  const { CapstanError } = await import('../errors/index.ts');
  throw new CapstanError('USAGE', 'outside of a cluster the lease needs --leader-election-namespace');
}

async function startServers(
  config: RunConfig,
  cluster: Cluster,
  metrics: Metrics,
  health: Health,
  log: Logger,
): Promise<HttpServer[]> {
  const { startHealthServer, startMetricsServer } = await import('../operator/index.ts');
  const servers: HttpServer[] = [];
  if (config.healthAddress) {
    const server = await startHealthServer(config.healthAddress, health);
    log.child('cmd').info('Serving health probes', { port: server.port });
    servers.push(server);
  }
  if (config.metrics) {
    const { requireRbac, ...settings } = config.metrics;
    const authority = requireRbac ? { authority: cluster } : {};
    const server = await startMetricsServer({ ...settings, ...authority, metrics, log: log.child('metrics') });
    log.child('cmd').info('Serving metrics', { port: server.port, secure: settings.secure });
    servers.push(server);
  }
  return servers;
}

async function operate({ options, health }: Parts, log: Logger, signal: AbortSignal): Promise<void> {
  const { runOperator } = await import('../operator/index.ts');
  try {
    if (await endsWithin(runOperator(options, health, signal), graceMs, signal)) return;
  } catch (error) {
    log.error('Operator failed', error);
    process.exit(1);
  }
  log.error('Work in progress did not end in time', `stopped after ${graceMs / 1_000} s`);
  process.exit(1);
}
