import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCharts } from '../../src/build/charts/index.ts';
import type { Values } from '../../src/chart/index.ts';
import type { RenderedObject } from '../../src/render/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { type ChartName, chartNames, folder, render } from '../charts/omegaml/charts.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { writeCharts } from '../support/write-charts.ts';
import { helmTemplate } from './commands.ts';

const it = suite('charts of omega-ml as plain Helm charts, rendered by Helm');
const scratch = scratchFolder();

const ofUser = { size: 3, 'node-type': 'gpu', role: 'gpu', nodepool: 'blue', label: 'night' };
const sets: Readonly<Record<ChartName, readonly Values[]>> = {
  'omegaml-tenant': [
    {},
    { hub: true, domain: 'ml.example.com', storage: 'cluster', tls: { email: 'ops@example.com' } },
    {
      tags: { certmgr: false, localpath: false, rabbitmq: false },
      mongodb: { auth: { password: 'a/b "c"' } },
      role: '',
    },
  ],
  'omegaml-runtime': [
    {},
    { ...ofUser, mongo: { url: 'mongodb://a' }, broker: { url: 'amqp://b' }, settings: { B: 1, A: true } },
  ],
  'omegaml-worker': [{}, { ...ofUser, ownUrls: true }],
  'omegaml-appingress': [{}, { app: 'shop', domain: 'apps.example.com', hosts: ['b.example.com'], path: '/x' }],
  mongodb: [{}, { node_prefix: 'x', 'node-type': 'large', role: 'db', auth: { password: 12 } }],
};

for (const chart of chartNames) {
  const charts = await compileCharts(join(folder, chart), { version: '0.1.0', appVersion: '0.17', debug: false });
  const [written] = await writeCharts(charts, { to: join(scratch, chart), version: '0.1.0', now: new Date(0) });
  for (const [at, values] of sets[chart].entries()) {
    it(`${chart}: Helm makes the objects that Capstan makes of the chart in Eta (${at + 1})`, async () => {
      const global = { omegaml: { entropy: 'of a test', user: 'someuser', deployment: 'tenant.someuser' } };
      const file = writeText(join(scratch, 'values.json'), JSON.stringify({ global, ...values }), 0o600);
      const words = [
        chart,
        written!.file,
        '--namespace',
        'omegaml-services',
        '--kube-version',
        '1.34.4',
        '--values',
        file,
      ];
      const { stdout, error } = await helmTemplate(words, scratch);
      assert.is(error, undefined);
      const objects = parseYamlDocuments(stdout, { file: 'helm' }).filter((one) => one !== null) as RenderedObject[];
      assert.ok(objects.length > 0);
      assert.equal(byId(objects), byId(render(chart, values, { serves: [] })));
    });
  }
}

/** But for the version, which the charts are given when they are packed. */
function byId(objects: readonly RenderedObject[]): Record<string, unknown> {
  const entries = objects.map((object) => [
    `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`,
    JSON.parse(JSON.stringify(object).replaceAll(/"app.kubernetes.io\/version":"[^"]*"/g, '"version":""')) as unknown,
  ]);
  assert.is(new Set(entries.map(([id]) => id)).size, objects.length);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

it.run();
