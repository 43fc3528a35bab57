import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { chartsIn, createdChart } from '../../support/go-charts.ts';
import { helm } from '../../support/kubectl.ts';
import {
  conditionOf,
  define,
  installed,
  namesIn,
  until,
  untilConditions,
  untilGone,
  upgraded,
} from '../../support/resources.ts';
import { checkSameRelease } from '../../support/same-release.ts';
import { onStage } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/memcached-crd.yaml', 'test/fixtures/http-route-crd.yaml');
const fixtures = new URL('../../fixtures', import.meta.url).pathname;

const it = suite('Go-template charts in the operator');

const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const memcached = {
  gvk: { group: 'cache.example.com', version: 'v1alpha1', kind: 'Memcached' },
  watchesFile: join(fixtures, 'memcached-watches.yaml'),
  rules: [
    {
      apiGroups: ['cache.example.com'],
      resources: ['memcacheds', 'memcacheds/status', 'memcacheds/finalizers'],
      verbs: all,
    },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: all },
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: all },
  ],
};

it("memcached: install, upgrade and uninstall, and the real helm reads the release's records", () =>
  onStage(
    async ({ namespace, ref, create, edit, operator }) => {
      const h = (...words: readonly string[]) => helm(test.kubeconfig, '-n', namespace, ...words);
      const kinds = [
        'apps/v1/StatefulSet',
        'policy/v1/PodDisruptionBudget',
        'v1/Service',
        'v1/ServiceAccount',
        'v1/Pod',
      ];
      const set = { ...ref, group: 'apps', version: 'v1', kind: 'StatefulSet', name: 'w-memcached' };
      const replicas = async () => ((await cluster.get(set))?.['spec'] as { replicas: number } | undefined)?.replicas;

      await create({ replicaCount: 2, minAvailable: 1 });
      const first = await untilConditions(cluster, ref, installed);
      assert.is(
        conditionOf(first, 'Deployed')?.message,
        `Memcached is at w-memcached.${namespace}.svc:11211, 2 times.\n`,
      );
      await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
      assert.equal(await namesIn(cluster, namespace, kinds.slice(0, 3)), [
        'PodDisruptionBudget/w-memcached',
        'Service/w-memcached',
        'StatefulSet/w-memcached',
      ]);
      assert.is(await replicas(), 2);

      await edit({ replicaCount: 3, memcached: { extraArgs: ['-I 2m'] } });
      await untilConditions(cluster, ref, upgraded);
      assert.is(await replicas(), 3);

      const [listed] = JSON.parse(await h('list', '-o', 'json'));
      assert.equal(
        [listed.name, listed.revision, listed.status, listed.chart, listed.app_version],
        ['w', '2', 'deployed', 'memcached-0.2.0', '1.6.39'],
      );
      const history = JSON.parse(await h('history', 'w', '-o', 'json')) as { status: string; description: string }[];
      assert.equal(
        history.map(({ status, description }) => `${status}: ${description}`),
        ['superseded: Install complete', 'deployed: Upgrade complete'],
      );
      assert.equal(JSON.parse(await h('get', 'values', 'w', '-o', 'json')), {
        memcached: { extraArgs: ['-I 2m'] },
        minAvailable: 1,
        replicaCount: 3,
      });
      // helm template with the release's own values, chart and place has the same bytes
      const values = ['--set', 'replicaCount=3,minAvailable=1', '--set-string', 'memcached.extraArgs[0]=-I 2m'];
      const chart = join(fixtures, 'memcached');
      const rendered = await h('template', 'w', chart, ...values, '--no-hooks', '--is-upgrade');
      assert.is(`${(await h('get', 'manifest', 'w')).trim()}\n`, rendered);
      assert.match(await h('get', 'hooks', 'w'), /# Source: memcached\/templates\/tests\/connection\.yaml/);
      assert.match(await h('status', 'w'), `Memcached is at w-memcached.${namespace}.svc:11211, 3 times.`);

      await cluster.delete(ref);
      await untilGone(cluster, ref);
      await eventually(
        async () => assert.equal(await namesIn(cluster, namespace, [...kinds.slice(0, 3), 'v1/Secret', 'v1/Pod']), []),
        { timeoutMs: 180_000 },
      );
      assert.equal(await h('list', '-a', '-q'), '');
      assert.equal(operator.errors, []);
    },
    [],
    memcached,
  ));

const web = await createdChart('web');
const more = {
  replicaCount: 2,
  autoscaling: { enabled: true, minReplicas: 2, targetMemoryUtilizationPercentage: 70 },
  ingress: { enabled: true, className: 'nginx', tls: [{ secretName: 'web-tls', hosts: ['chart-example.local'] }] },
  httpRoute: { enabled: true },
  podAnnotations: { 'example.com/checked': 'yes' },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  volumes: [{ name: 'scratch', emptyDir: {} }],
  volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
};

for (const { name, chart, inputs } of [
  { name: 'what `helm create` writes', chart: web, inputs: [{}, more, { service: { type: 'NodePort', port: 8080 } }] },
  { name: 'memcached', chart: join(fixtures, 'memcached'), inputs: [{}, { replicaCount: 4, antiAffinity: 'hard' }] },
  ...chartsIn(process.env['CAPSTAN_CHARTS']),
]) {
  it(`${name}: the same objects as those of helm, after the install and each upgrade`, () =>
    checkSameRelease(chart, inputs));
}

it.run();
