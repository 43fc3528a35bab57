import { Command } from 'commander';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseNamespaces, type RunConfig, readRunConfig } from '../../src/cli/run-config.ts';
import { addRunFlags, type RunFlags } from '../../src/cli/run-flags.ts';
import type { Env } from '../../src/cli/terminal.ts';
import { CapstanError } from '../../src/errors/index.ts';

const it = suite('run config');

function configOf(words: readonly string[], env: Env = {}): RunConfig {
  const command = addRunFlags(new Command('run'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(words, { from: 'user' });
  return readRunConfig(command.opts<RunFlags>(), env);
}

it('without flags it is helm-operator’s, with 8 workers', () => {
  assert.equal(configOf([]), {
    watchesFile: './watches.yaml',
    namespaces: [],
    reconcilePeriodMs: 60_000,
    maxConcurrentReconciles: 8,
    maxHistory: 10,
    hookTimeoutMs: 300_000,
    kubeconfig: undefined,
    context: undefined,
    metrics: { address: { host: undefined, port: 8080 }, secure: false, requireRbac: false, http2: false },
    healthAddress: { host: undefined, port: 8081 },
    leaderElection: undefined,
    shards: undefined,
    suppressOverrideValues: false,
    isStrict: false,
    log: { level: 'info', encoder: 'json', stacks: true, timeEncoding: 'rfc3339nano' },
    notices: [],
  });
});

it('shards: their count, the name of the leases, and no leader', () => {
  const { shards } = configOf(['--shards=4', '--leader-election-id=kre', '--leader-election-namespace=ops']);
  assert.equal(shards, { count: 4, name: 'kre', namespace: 'ops' });
  assert.throws(() => configOf(['--shards=4']), /--shards needs --leader-election-id/);
  assert.throws(() => configOf(['--shards=4', '--leader-elect', '--leader-election-id=kre']), /both given/);
});

it('takes the flags that operator-sdk writes into a Deployment', () => {
  const config = configOf([
    '--leader-elect',
    '--leader-election-id=memcached-operator',
    '--health-probe-bind-address=:8081',
    '--metrics-bind-address=:8443',
    '--metrics-secure',
    '--metrics-require-rbac',
  ]);
  assert.equal(config.leaderElection, { name: 'memcached-operator', namespace: undefined });
  assert.equal(config.metrics, {
    address: { host: undefined, port: 8443 },
    secure: true,
    requireRbac: true,
    http2: false,
  });
});

for (const [words, field, want] of [
  [['--watches-file=/opt/w.yaml'], 'watchesFile', '/opt/w.yaml'],
  [['--watches-file', 'w.yaml'], 'watchesFile', 'w.yaml'],
  [['--reconcile-period=0'], 'reconcilePeriodMs', 0],
  [['--reconcile-period', '1h30m'], 'reconcilePeriodMs', 5_400_000],
  [['--max-concurrent-reconciles=1'], 'maxConcurrentReconciles', 1],
  [['--max-history=0'], 'maxHistory', 0],
  [['--release-timeout=90s'], 'hookTimeoutMs', 90_000],
  [['--kubeconfig=/k'], 'kubeconfig', '/k'],
  [['--context=c'], 'context', 'c'],
  [['--metrics-bind-address=0'], 'metrics', undefined],
  [['--metrics-addr=0'], 'metrics', undefined],
  [['--health-probe-bind-address=0'], 'healthAddress', undefined],
  [['--health-probe-bind-address=127.0.0.1:0'], 'healthAddress', { host: '127.0.0.1', port: 0 }],
  [['--leader-elect=false'], 'leaderElection', undefined],
  [['--leader-elect=F', '--leader-election-id=x'], 'leaderElection', undefined],
  [
    ['--enable-leader-election', '--leader-election-id=x', '--leader-election-namespace=n'],
    'leaderElection',
    { name: 'x', namespace: 'n' },
  ],
  [['--suppress-override-values'], 'suppressOverrideValues', true],
  [['--suppress-override-values=1'], 'suppressOverrideValues', true],
] as const) {
  it(`${words.join(' ')} sets ${field}`, () => assert.equal(configOf(words)[field], want));
}

for (const [words, want] of [
  [['--zap-devel'], { level: 'debug', encoder: 'console' }],
  [['--zap-devel', '--zap-encoder=json'], { level: 'debug', encoder: 'json' }],
  [['--zap-devel', '--zap-log-level=error'], { level: 'error', encoder: 'console' }],
  [['--zap-log-level=debug'], { level: 'debug' }],
  [['--zap-log-level=INFO'], { level: 'info' }],
  [['--zap-log-level=5'], { level: 'debug' }],
  [['--zap-log-level=panic'], { level: 'error' }],
  [['--zap-stacktrace-level=panic'], { stacks: false }],
  [['--zap-stacktrace-level=info'], { stacks: true }],
  [['--zap-encoder', 'console'], { encoder: 'console' }],
  [['--zap-time-encoding=epoch'], { timeEncoding: 'epoch' }],
] as const) {
  it(`${words.join(' ')} is what the log obeys`, () => {
    const { log } = configOf(words);
    assert.equal({ ...log, ...want }, log);
  });
}

for (const [what, words, message] of [
  [
    'both metrics addresses',
    ['--metrics-addr=:1', '--metrics-bind-address=:1'],
    '--metrics-bind-address and --metrics-addr are both given',
  ],
  [
    'both leader flags',
    ['--leader-elect', '--enable-leader-election'],
    '--leader-elect and --enable-leader-election are both given',
  ],
  ['RBAC without TLS', ['--metrics-require-rbac'], '--metrics-require-rbac needs --metrics-secure'],
  ['a leader without id', ['--leader-elect'], '--leader-elect needs --leader-election-id'],
  ['no address', ['--metrics-bind-address=8080'], '--metrics-bind-address: "8080" is no address to listen on'],
  ['no duration', ['--reconcile-period=1'], '--reconcile-period: "1" is no duration'],
  ['no timeout', ['--release-timeout=soon'], '--release-timeout: "soon" is no duration'],
  ['no worker', ['--max-concurrent-reconciles=0'], '--max-concurrent-reconciles: "0" is no whole number from 1 on'],
  ['half a worker', ['--max-concurrent-reconciles=1.5'], '--max-concurrent-reconciles: "1.5" is no whole number'],
  ['no history', ['--max-history=-1'], '--max-history: "-1" is no whole number from 0 on'],
  ['no boolean', ['--leader-elect=maybe'], '--leader-elect: "maybe" is neither true nor false'],
  ['no level', ['--zap-log-level=loud'], '--zap-log-level: "loud" is no level'],
  ['level 0', ['--zap-log-level=0'], '--zap-log-level: "0" is no level'],
] as const) {
  it(`${what} (${words.join(' ')}) is a usage error`, () => {
    try {
      configOf(words);
    } catch (error) {
      assert.ok(error instanceof CapstanError);
      assert.is(error.code, 'USAGE');
      assert.ok(error.message.startsWith(message), error.message);
      return;
    }
    assert.unreachable('it was accepted');
  });
}

it('OPERATOR_NAME is the lease’s name when no flag says one, with a notice', () => {
  const env = { OPERATOR_NAME: 'old-way' };
  const { leaderElection, notices } = configOf(['--leader-elect'], env);
  assert.is(leaderElection?.name, 'old-way');
  assert.equal(notices, ['OPERATOR_NAME is deprecated: use --leader-election-id']);
  assert.is(configOf(['--leader-elect', '--leader-election-id=new'], env).leaderElection?.name, 'new');
});

it('deprecated flags are noticed', () => {
  const { notices } = configOf(['--metrics-addr=:1', '--enable-leader-election', '--leader-election-id=x']);
  assert.equal(notices, [
    '--metrics-addr is deprecated: use --metrics-bind-address',
    '--enable-leader-election is deprecated: use --leader-elect',
  ]);
});

for (const [text, want] of [
  [undefined, []],
  ['', []],
  [' , ,', []],
  ['demo', ['demo']],
  [' a , b,a,', ['a', 'b']],
] as const) {
  it(`WATCH_NAMESPACE ${text === undefined ? 'unset' : `"${text}"`} means ${want.join(' and ') || 'all'}`, () =>
    assert.equal(parseNamespaces(text), want));
}

it('cannot be changed', () => assert.ok(Object.isFrozen(configOf([]))));

it.run();
