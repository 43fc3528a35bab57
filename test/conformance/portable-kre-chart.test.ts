import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCharts } from '../../src/build/charts/index.ts';
import type { Values } from '../../src/chart/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { allExtras, kreChart, merge, objectsOf, render, root, specOf, tree } from '../charts/render.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { writeCharts } from '../support/write-charts.ts';
import { helmTemplate } from './commands.ts';

const it = suite('kre-chart as a plain Helm chart, rendered by Helm');
const scratch = scratchFolder();
const { version, appVersion = '' } = kreChart.metadata;
const charts = await compileCharts(join(root, 'helm-charts/kre-chart'), { version, appVersion, debug: false });
const [written] = await writeCharts(charts, { to: scratch, version, now: new Date(0) });

const awkward = `1e3_: "q" 'x' #\\{{ .Values }} é <&>`;

const sets: readonly (readonly [what: string, values: Values])[] = [
  ['its defaults', {}],
  ['the sample Runtime', specOf('deploy/crds/kre.konstellation.io_v1alpha1_runtime_cr.yaml')],
  ['every extra', allExtras],
  [
    'every extra of a single server without users',
    merge(allExtras, { mongo: { replicaSetName: '', auth: { enabled: false } } }),
  ],
  [
    'no volumes',
    merge(allExtras, {
      mongo: { persistentVolume: { enabled: false } },
      chronograf: { persistence: { enabled: false } },
      influxdb: { persistence: { enabled: false }, initScripts: { enabled: false } },
    }),
  ],
  [
    'storage classes, sizes, resources and labels',
    merge(allExtras, {
      developmentMode: true,
      sharedStorageClass: '',
      nats_streaming: {
        replicas: 0,
        storage: { className: '', size: '1.5Gi' },
        resources: { limits: { cpu: 1, memory: '1e3' } },
      },
      mongo: { persistentVolume: { storageClass: 'fast', size: '7Gi' }, extraLabels: { b: '010', a: 'yes' } },
      minio: {
        storage: { className: 'own', size: '1Ti', accessMode: 'ReadWriteMany' },
        resources: { requests: { cpu: 0.5 } },
      },
      influxdb: { image: { tag: '1e3', pullPolicy: 'Never' } },
      runtime: { host: 'demo.example.com' },
      entrypoint: { ingress: { className: '' } },
    }),
  ],
  [
    'passwords and files of any characters',
    merge(allExtras, {
      mongo: { auth: { adminUser: '0o17', adminPassword: awkward } },
      minio: { credentials: { accessKey: '0X1_', secretKey: awkward } },
      influxdb: { initScripts: { scripts: { 'b.sh': `#!/bin/sh\necho ${awkward}\n\n`, 'a.iql': awkward } } },
    }),
  ],
  [
    'settings of influxdb in whatever order',
    merge(
      allExtras,
      tree('influxdb.config', {
        udp: { wal_dir: '/x', enabled: false, batch_size: 1e6, ratio: 0.25 },
        data: { max_series_per_database: 0, dir: awkward },
        admin: {},
        http: { max_row_limit: -1, bind_address: ':8086' },
      }),
    ),
  ],
];

for (const [what, values] of sets) {
  it(`${what}: Helm makes the objects that Capstan makes of the chart in Eta`, async () => {
    const file = writeText(join(scratch, 'values.json'), JSON.stringify(values), 0o600);
    const words = ['example4', written!.file, '--namespace', 'demo', '--kube-version', '1.34.4', '--values', file];
    const { stdout, error } = await helmTemplate(words, scratch);
    assert.is(error, undefined);
    const objects = parseYamlDocuments(stdout, { file: 'helm' }).filter((one) => one !== null);
    assert.equal(byId(objects as Identified[]), byId(objectsOf(render(kreChart, values))));
  });
}

interface Identified {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

function byId(objects: readonly Identified[]): Record<string, unknown> {
  const entries = objects.map((object) => [
    `${object.kind}/${object.metadata.name}`,
    JSON.parse(JSON.stringify(object)),
  ]);
  assert.is(new Set(entries.map(([id]) => id)).size, objects.length);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

it.run();
