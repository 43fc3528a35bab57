import { CapstanError, messageOf } from '../errors/index.ts';
import type { LogLevel, LogOptions } from '../log/index.ts';
import { type BindAddress, parseBindAddress, parseGoDuration } from '../operator/index.ts';
import type { BooleanFlag, RunFlags } from './run-flags.ts';
import type { Env } from './terminal.ts';

/** What `capstan run` was asked to do: flags and environment, checked, nothing looked up yet. */
export interface RunConfig {
  readonly watchesFile: string;
  /** [] = all. */
  readonly namespaces: readonly string[];
  readonly reconcilePeriodMs: number;
  readonly maxConcurrentReconciles: number;
  readonly maxHistory: number;
  readonly hookTimeoutMs: number;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly metrics: MetricsConfig | undefined;
  readonly healthAddress: BindAddress | undefined;
  readonly leaderElection: LeaderElectionConfig | undefined;
  readonly suppressOverrideValues: boolean;
  readonly isStrict: boolean;
  /** Name and namespace of the leases as for leader election. */
  readonly shards: (LeaderElectionConfig & { readonly count: number }) | undefined;
  readonly log: LogOptions;
  /** Said at the start: what is deprecated. */
  readonly notices: readonly string[];
}

export interface MetricsConfig {
  readonly address: BindAddress;
  readonly secure: boolean;
  readonly requireRbac: boolean;
  readonly http2: boolean;
}

export interface LeaderElectionConfig {
  readonly name: string;
  /** undefined: the pod's own. */
  readonly namespace: string | undefined;
}

/** @throws CapstanError USAGE, with the flag's name */
export function readRunConfig(flags: RunFlags, env: Env): RunConfig {
  const notices: string[] = [];
  return Object.freeze({
    watchesFile: flags.watchesFile,
    namespaces: parseNamespaces(env['WATCH_NAMESPACE']),
    reconcilePeriodMs: about('--reconcile-period', () => parseGoDuration(flags.reconcilePeriod)),
    maxConcurrentReconciles: parseCount('--max-concurrent-reconciles', flags.maxConcurrentReconciles, 1),
    maxHistory: parseCount('--max-history', flags.maxHistory, 0),
    hookTimeoutMs: about('--release-timeout', () => parseGoDuration(flags.releaseTimeout)),
    kubeconfig: flags.kubeconfig,
    context: flags.context,
    metrics: readMetrics(flags, notices),
    healthAddress: about('--health-probe-bind-address', () => parseBindAddress(flags.healthProbeBindAddress)),
    leaderElection: readLeaderElection(flags, env, notices),
    shards: readShards(flags, env, notices),
    isStrict: flags.compat === 'strict',
    suppressOverrideValues: parseBoolean('--suppress-override-values', flags.suppressOverrideValues),
    log: readLog(flags),
    notices,
  });
}

/** `a, b,` is a and b; the order stays, doubles go. */
export function parseNamespaces(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return Object.freeze([...new Set(names.filter((name) => name !== ''))]);
}

function readMetrics(flags: RunFlags, notices: string[]): MetricsConfig | undefined {
  const text = oneOf('--metrics-bind-address', flags.metricsBindAddress, '--metrics-addr', flags.metricsAddr, notices);
  const address = about('--metrics-bind-address', () => parseBindAddress(text ?? ':8080'));
  const secure = parseBoolean('--metrics-secure', flags.metricsSecure);
  const requireRbac = parseBoolean('--metrics-require-rbac', flags.metricsRequireRbac);
  const http2 = parseBoolean('--enable-http2', flags.enableHttp2);
  if (requireRbac && !secure) {
    throw usage('--metrics-require-rbac needs --metrics-secure', 'tokens must not be sent in clear text');
  }
  return address === undefined ? undefined : { address, secure, requireRbac, http2 };
}

function readLeaderElection(flags: RunFlags, env: Env, notices: string[]): LeaderElectionConfig | undefined {
  const [current, old] = ['--leader-elect', '--enable-leader-election'] as const;
  const isElected = parseBoolean(
    current,
    oneOf(current, flags.leaderElect, old, flags.enableLeaderElection, notices) ?? false,
  );
  return isElected ? readLease('--leader-elect', flags, env, notices) : undefined;
}

/** Sharded, every replica works: there is no leader to elect. */
function readShards(flags: RunFlags, env: Env, notices: string[]): RunConfig['shards'] {
  const count = parseCount('--shards', flags.shards, 0);
  if (count === 0) return undefined;
  if (parseBoolean('--leader-elect', flags.leaderElect ?? flags.enableLeaderElection ?? false)) {
    throw usage(
      '--shards and --leader-elect are both given',
      'with shards every replica works on some of the resources',
    );
  }
  return { count, ...readLease('--shards', flags, env, notices) };
}

function readLease(flag: string, flags: RunFlags, env: Env, notices: string[]): LeaderElectionConfig {
  const name = flags.leaderElectionId || env['OPERATOR_NAME'];
  if (!name) {
    throw usage(`${flag} needs --leader-election-id`, 'give each operator of a namespace an id of its own');
  }
  if (!flags.leaderElectionId) notices.push('OPERATOR_NAME is deprecated: use --leader-election-id');
  return { name, namespace: flags.leaderElectionNamespace || undefined };
}

function readLog(flags: RunFlags): LogOptions {
  const isDevel = parseBoolean('--zap-devel', flags.zapDevel);
  return {
    level: parseLevel(flags.zapLogLevel ?? (isDevel ? 'debug' : 'info')),
    encoder: flags.zapEncoder ?? (isDevel ? 'console' : 'json'),
    stacks: (flags.zapStacktraceLevel ?? 'error') !== 'panic',
    timeEncoding: flags.zapTimeEncoding,
  };
}

/** zap's numbers count the other way round: the higher, the more is said. Nothing here panics, so that errors stay. */
function parseLevel(text: string): LogLevel {
  const level = text.toLowerCase();
  if (level === 'panic') return 'error';
  if (level === 'debug' || level === 'info' || level === 'error') return level;
  if (/^[1-9]\d*$/.test(level)) return 'debug';
  throw usage(`--zap-log-level: "${text}" is no level`, 'use debug, info, error, panic or a number greater than 0');
}

function oneOf<T>(name: string, value: T | undefined, old: string, oldValue: T | undefined, notices: string[]) {
  if (value !== undefined && oldValue !== undefined) {
    throw usage(`${name} and ${old} are both given`, `${old} is deprecated: keep ${name}`);
  }
  if (oldValue !== undefined) notices.push(`${old} is deprecated: use ${name}`);
  return value ?? oldValue;
}

function parseCount(flag: string, text: string, least: number): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < least) {
    throw usage(`${flag}: "${text}" is no whole number from ${least} on`);
  }
  return count;
}

/** The words of Go's strconv.ParseBool. */
function parseBoolean(flag: string, value: BooleanFlag): boolean {
  if (typeof value === 'boolean') return value;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  throw usage(`${flag}: "${value}" is neither true nor false`);
}

function about<T>(flag: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw usage(`${flag}: ${messageOf(error)}`, error instanceof CapstanError ? error.hint : undefined);
  }
}

function usage(message: string, hint = 'run capstan run --help'): CapstanError {
  return new CapstanError('USAGE', message, { hint });
}
