import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { capstan } from '../../cli/support.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { launchOperator, type OperatorProcess, startOperator } from '../../support/operator.ts';
import { allow, widgetAccount, widgetRules } from '../../support/operator-account.ts';
import { define } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configMapRef } from '../../support/stage.ts';
import { valuesChart } from '../../support/values-chart.ts';

const it = suite('start');
const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const { namespace, kubeconfig } = await widgetAccount(test, 'start');
const cwd = scratchFolder();
const chart = valuesChart();
const widgets = `- {group: test.capstan.dev, version: v1, kind: Widget, chart: ${chart}}\n`;
writeText(join(cwd, 'watches.yaml'), widgets);

const base = { kubeconfig, namespaces: [namespace], cwd };

async function starting(flags: readonly string[], use: (operator: OperatorProcess) => Promise<void>): Promise<void> {
  await using operator = await startOperator({ ...base, flags });
  await use(operator);
}

it('row 1: every flag of helm-operator is taken, as the scaffold of a project and its manifests write them', () =>
  starting(
    [
      '--watches-file=./watches.yaml',
      '--reconcile-period',
      '2m',
      '--max-concurrent-reconciles=3',
      '--metrics-bind-address=127.0.0.1:0',
      '--metrics-secure',
      '--metrics-require-rbac=true',
      '--enable-http2=false',
      '--health-probe-bind-address',
      '127.0.0.1:0',
      '--leader-elect',
      '--leader-election-id=start-test',
      `--leader-election-namespace=${namespace}`,
      '--suppress-override-values',
      '--zap-devel=false',
      '--zap-encoder=json',
      '--zap-log-level=debug',
      '--zap-stacktrace-level=panic',
      '--zap-time-encoding=rfc3339',
    ],
    async (operator) => {
      const watching = await eventually(() => {
        const [line] = operator.lines('Watching resource');
        assert.ok(line);
        return line;
      });
      assert.is(watching?.['reconcilePeriod'], '2m0s');
      assert.is(operator.lines('Serving metrics')[0]?.['secure'], true);
      assert.match(String(watching?.ts), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const lease = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace, name: 'start-test' };
      assert.ok(await cluster.get(lease));
    },
  ));

writeText(join(cwd, 'empty.yaml'), 'x\n');
for (const [what, words, message] of [
  ['a deprecated --metrics-addr is taken', ['--metrics-addr=:0'], 'WATCHES_INVALID'],
  [
    'a deprecated --enable-leader-election is taken',
    ['--enable-leader-election', '--leader-election-id=x'],
    'WATCHES_INVALID',
  ],
  [
    '--metrics-addr beside its successor ends the start',
    ['--metrics-addr=:0', '--metrics-bind-address=:0'],
    '--metrics-bind-address and --metrics-addr are both given',
  ],
  [
    '--enable-leader-election beside its successor ends the start',
    ['--enable-leader-election', '--leader-elect', '--leader-election-id=x'],
    '--leader-elect and --enable-leader-election are both given',
  ],
  [
    '--metrics-require-rbac without --metrics-secure is a usage error',
    ['--metrics-require-rbac'],
    '--metrics-require-rbac needs --metrics-secure  USAGE',
  ],
  ['an unknown flag is a usage error', ['--kube-api-qps=3'], "unknown option '--kube-api-qps'  USAGE"],
] as const) {
  it(`row 1: ${what}`, async () => {
    const { code, stderr } = await capstan(['run', '--watches-file=empty.yaml', ...words], { cwd });
    assert.is(code, 1);
    assert.ok(stderr.includes(message), stderr);
  });
}

it('row 2: version prints one line', async () => {
  const { code, stdout } = await capstan(['version']);
  assert.is(code, 0);
  assert.match(stdout, /^capstan \d+\.\d+\.\d+.*\n$/);
});

it('row 2: the log starts with the version and the namespaces', () =>
  starting([], async (operator) => {
    const [first, second] = operator.logs;
    assert.is(first?.msg, 'Version');
    assert.equal([second?.msg, second?.['namespaces']], ['Watching namespaces', [namespace]]);
  }));

for (const [what, text, message] of [
  ['no list', 'group: a\n', 'is not a list'],
  ['no version', `- {group: a.io, kind: A, chart: ${chart}}\n`, '"version" is missing'],
  ['no kind', `- {group: a.io, version: v1, chart: ${chart}}\n`, '"kind" is missing'],
  ['the same kind twice', widgets + widgets, 'the same resource as entry 1'],
  ['a chart that does not exist', '- {version: v1, kind: A, chart: nowhere}\n', 'chart "nowhere" does not exist'],
  ['a folder that is no chart', '- {version: v1, kind: A, chart: .}\n', 'chart "." cannot be loaded'],
  [
    'an override template that does not end',
    widgets.replace('}', ', overrideValues: {a: \'{{ ("$X" | split ":")._1\'}}'),
    'override value "a" is a template that fails: a:1: unclosed',
  ],
  ['an option that it does not take', widgets.replace('}', ', crds: Never}'), '"crds" is "Never": must be one of'],
] as const) {
  it(`row 3: a watches file with ${what} ends the start, which says why and where`, async () => {
    const watchesFile = writeText(join(cwd, 'wrong.yaml'), text);
    await using operator = await launchOperator({ ...base, watchesFile });
    assert.is(await operator.ended, 1);
    assert.ok(operator.text.includes(message), operator.text);
    assert.match(operator.text, /WATCHES_INVALID\n {2}at \S+wrong\.yaml:\d+:\d+/);
  });
}

it('row 3: a watches file that is not there ends the start', async () => {
  await using operator = await launchOperator({ ...base, watchesFile: 'nowhere.yaml' });
  assert.is(await operator.ended, 1);
  assert.match(operator.text, 'error: nowhere.yaml does not exist  WATCHES_INVALID');
});

it('row 4: keys in any case are read, an unknown one is named in one warning, and a kind of the core group is served', async () => {
  const account = await widgetAccount(test, 'core');
  const quotas = { apiGroups: [''], verbs: ['get', 'list', 'watch', 'update', 'patch'] };
  await allow(test, account.namespace, [
    ...widgetRules,
    { ...quotas, resources: ['resourcequotas', 'resourcequotas/status', 'resourcequotas/finalizers'] },
  ]);
  const watchesFile = writeText(
    join(cwd, 'core.yaml'),
    `- VERSION: v1\n  Kind: ResourceQuota\n  cHart: ${chart}\n  ReconcilePeriod: 7m\n  colour: red\n  Selector: {MatchLabels: {of: core}}\n`,
  );
  const { kubeconfig, namespace } = account;
  await using operator = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile });
  assert.equal(
    operator.logs.filter(({ level }) => level === 'warn').map(({ warning }) => warning),
    [`${watchesFile}:5: entry 1 (v1 ResourceQuota): unknown key "colour" is ignored`],
  );
  const [watching] = operator.lines('Watching resource');
  assert.equal(
    [watching?.['apiVersion'], watching?.['kind'], watching?.['reconcilePeriod']],
    ['v1', 'ResourceQuota', '7m0s'],
  );
  const quota = (name: string, labels: object) =>
    cluster.create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name, namespace, labels: { ...labels } },
      spec: { hard: { pods: '9' } },
    });
  await quota('other', {});
  await quota('core', { of: 'core' });
  await eventually(async () => assert.ok(await cluster.get(configMapRef(namespace, 'core'))));
  assert.is(await cluster.get(configMapRef(namespace, 'other')), undefined);
});

it.run();
