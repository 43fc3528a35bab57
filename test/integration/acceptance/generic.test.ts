import { cpSync, globSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { useControlPlane } from '../../support/cluster.ts';
import { launchOperator, startOperator } from '../../support/operator.ts';
import { allow, operatorAccount, widgetRules } from '../../support/operator-account.ts';
import {
  define,
  defineRuntimes,
  deployFile,
  installed,
  listKind,
  namesIn,
  runtime,
  runtimeRef,
  until,
  untilConditions,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';

const test = await useControlPlane();
const { cluster } = test;
await defineRuntimes(cluster);
await define(cluster, 'test/fixtures/widget-crd.yaml');
const checkout = new URL('../../../', import.meta.url).pathname;
const scratch = scratchFolder();
const it = suite('charts and kinds');

it('acceptance item 7: an edited template and edited values show in the objects after a restart', async () => {
  const { namespace, kubeconfig } = await operatorAccount(test, 'chart');
  const chart = join(scratch, 'kre-chart');
  cpSync(join(checkout, 'helm-charts/kre-chart'), chart, { recursive: true });
  const watchesFile = join(scratch, 'edited.yaml');
  writeFileSync(watchesFile, `- {group: kre.konstellation.io, version: v1alpha1, kind: Runtime, chart: ${chart}}\n`);
  const start = () => startOperator({ kubeconfig, namespaces: [namespace], watchesFile });
  const first = await start();
  const ref = runtimeRef(namespace);
  await cluster.create(runtime(namespace));
  await untilConditions(cluster, ref, installed);
  assert.is(await first.stop(), 0);

  edit(
    join(chart, 'templates/nats.yaml.eta'),
    'name: monitoring\n      port: 8222',
    'name: statistics\n      port: 8222',
  );
  edit(join(chart, 'values.yaml'), '  replicas: 2', '  replicas: 3');
  await using _ = await start();
  await untilConditions(cluster, ref, upgraded);
  const service = { ...ref, group: '', version: 'v1', kind: 'Service', name: 'kre-nats' };
  const { ports } = (await until(cluster, service, () => {}))['spec'] as { ports: { name: string }[] };
  assert.equal(
    ports.map(({ name }) => name),
    ['nats', 'statistics'],
  );
  const nats = { ...ref, group: 'apps', version: 'v1', kind: 'StatefulSet', name: 'kre-nats' };
  assert.is(((await until(cluster, nats, () => {}))['spec'] as { replicas: number }).replicas, 3);
});

it('acceptance item 15: a RuntimeVersion works as a second kind, published and unpublished, started and stopped', async () => {
  const { namespace, kubeconfig } = await operatorAccount(test, 'version');
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace] });
  const sample = deployFile('crds/kre.konstellation.io_v1alpha1_runtimeversion_cr.yaml');
  const ref = { ...runtimeRef(namespace, sample.metadata.name), kind: 'RuntimeVersion' };
  await cluster.create({ ...sample, metadata: { ...sample.metadata, namespace } });
  await untilConditions(cluster, ref, installed);
  const record = 'Secret/sh.helm.release.v1.greeter-v1.v';
  const names = async () => (await namesIn(cluster, namespace)).filter((name) => !name.startsWith(record));
  const version = [
    'ConfigMap/greeter-v1-conf-files',
    'ConfigMap/greeter-v1-entrypoint-env',
    'ConfigMap/greeter-v1-global',
    'ConfigMap/greeter-v1-greeter-n1',
    'ConfigMap/greeter-v1-metrics-n2',
    'Deployment/greeter-v1-entrypoint',
    'Deployment/greeter-v1-greeter-n1',
    'Deployment/greeter-v1-metrics-n2',
  ];
  assert.equal(await names(), [...version, 'Service/active-entrypoint']);
  const change = async (spec: object) => {
    await cluster.patch(ref, { type: 'merge', body: { spec } });
    await untilConditions(cluster, ref, upgraded);
  };
  await change({ published: false });
  assert.equal(await names(), version);
  await change({ state: 'stopped' });
  assert.equal(await names(), []);
  await cluster.delete(ref);
  await untilGone(cluster, ref);
});

it('acceptance item 15: the operator knows no kind of any platform', () => {
  const files = globSync('src/{cluster,render,release,operator,cli}/**/*.ts', { cwd: checkout });
  assert.ok(files.length > 50);
  const kinds = /\bRuntimes?(Version)?\b|runtimeversion|konstellation|\bkre[-_.]|cnvrg|omega-?ml|knitfab/;
  const found = files.flatMap((file) =>
    readFileSync(join(checkout, file), 'utf8')
      .split('\n')
      .map((line, index) => `${file}:${index + 1}: ${line.trim()}`)
      .filter((line) => kinds.test(line) && !isExample(line)),
  );
  assert.equal(found, []);
});

it('acceptance item 17: several entries work at once, each kind with its own chart', async () => {
  const { namespace, kubeconfig } = await operatorAccount(test, 'several');
  await allow(test, namespace, widgetRules);
  symlinkSync(join(checkout, 'helm-charts'), join(scratch, 'helm-charts'));
  symlinkSync(join(checkout, 'test/fixtures/widget'), join(scratch, 'widget'));
  const widgets = '- {group: test.capstan.dev, version: v1, kind: Widget, chart: widget}\n';
  const watchesFile = join(scratch, 'several.yaml');
  writeFileSync(watchesFile, readFileSync(join(checkout, 'watches.yaml'), 'utf8') + widgets);
  await using operator = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile, cwd: scratch });
  const watched = operator.lines('Watching resource').map(({ apiVersion, kind }) => `${kind} ${apiVersion}`);
  assert.equal(watched, [
    'Runtime kre.konstellation.io/v1alpha1',
    'RuntimeVersion kre.konstellation.io/v1alpha1',
    'CnvrgInfra mlops.cnvrg.io/v1',
    'CnvrgApp mlops.cnvrg.io/v1',
    'Widget test.capstan.dev/v1',
  ]);
  const version = { ...runtime(namespace, { state: 'started' }, 'v1'), kind: 'RuntimeVersion' };
  const objects = [runtime(namespace), version, widget(namespace, 'w1')];
  await Promise.all(objects.map((object) => cluster.create(object)));
  await untilConditions(cluster, runtimeRef(namespace), installed);
  await untilConditions(cluster, { ...runtimeRef(namespace, 'v1'), kind: 'RuntimeVersion' }, installed);
  await untilConditions(cluster, widgetRef(namespace, 'w1'), installed);
  const charts = new Map<string, number>();
  for (const kind of ['v1/ConfigMap', 'v1/Service', 'v1/Secret', 'apps/v1/StatefulSet', 'apps/v1/Deployment']) {
    for (const { metadata } of await listKind(cluster, namespace, kind)) {
      const chart = metadata.labels?.['helm.sdk.operatorframework.io/chart'];
      if (chart) charts.set(chart, (charts.get(chart) ?? 0) + 1);
    }
  }
  assert.equal(charts.get('kre-chart'), 8);
  assert.equal(charts.get('widget'), 3);
  assert.ok((charts.get('runtime-version-chart') ?? 0) >= 4);
});

for (const [what, bad, words] of [
  [
    'a chart that is not there',
    '{group: a.b, version: v1, kind: Lost, chart: nowhere}',
    /entry 2 \(a\.b\/v1 Lost\).*"nowhere" does not exist/,
  ],
  ['no kind', '{group: a.b, version: v1, chart: widget}', /entry 2 \(a\.b\/v1\).*"kind" is missing/],
  [
    'the same kind twice',
    '{group: test.capstan.dev, version: v1, kind: Widget, chart: widget}',
    /entry 2 .*same resource as entry 1/,
  ],
] as const) {
  it(`acceptance item 17: an entry with ${what} stops the start, and is named`, async () => {
    const watchesFile = join(scratch, 'bad.yaml');
    writeFileSync(watchesFile, `- {group: test.capstan.dev, version: v1, kind: Widget, chart: widget}\n- ${bad}\n`);
    const operator = await launchOperator({ kubeconfig: test.kubeconfig, namespaces: [], watchesFile, cwd: scratch });
    assert.is(await operator.ended, 1);
    assert.match(operator.text, words);
    assert.match(operator.text, 'WATCHES_INVALID');
    assert.match(operator.text, 'bad.yaml:2:');
  });
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), `${file} has no "${from}"`);
  writeFileSync(file, text.replace(from, to));
}

/** Comments and the help's examples may name a release; code may not. */
function isExample(line: string): boolean {
  return /^\S+: (\/?\*|\/\/)/.test(line) || /^src\/cli\//.test(line);
}

it.run();
