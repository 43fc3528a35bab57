import { inspect } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Chart } from '../../src/chart/index.ts';
import type { KubeObject } from '../../src/cluster/index.ts';
import { type CapstanError, isCapstanError } from '../../src/errors/index.ts';
import {
  decodeRecord,
  encodeRecord,
  type RecordStatus,
  type ReleaseRecord,
  recordChart,
  recordHook,
  recordSecretName,
} from '../../src/release/record.ts';

const it = suite('record');

const chart: Chart = {
  metadata: { apiVersion: 'v2', name: 'web', version: '1.2.3' },
  lock: undefined,
  values: { replicas: 1 },
  schema: '{"type":"object"}',
  templates: [{ path: 'templates/a.yaml', data: Buffer.from('kind: Ä') }],
  crds: [{ path: 'crds/b.yaml', data: Buffer.from('kind: B') }],
  files: [{ path: 'logo.png', data: Buffer.from([0x89, 0x50, 0xff, 0x00]) }],
  raw: [],
  dependencies: [],
  warnings: [],
  digest: 'd',
};

const record: ReleaseRecord = {
  name: 'kre',
  namespace: 'demo',
  version: 2,
  info: {
    first_deployed: '2026-01-01T00:00:00.000Z',
    last_deployed: '2026-01-02T00:00:00.000Z',
    deleted: '',
    description: 'Upgrade complete',
    status: 'deployed',
    notes: 'Thank you',
  },
  chart: recordChart(chart),
  config: { replicas: 3 },
  manifest: '---\n# Source: web/templates/a.yaml\nkind: Ä\n',
  hooks: [],
};

/** A Secret as the API server returns it: `release` is base64 of what Helm wrote. */
function secretOf(release: string | undefined): KubeObject {
  const data = release === undefined ? {} : { data: { release: Buffer.from(release).toString('base64') } };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'demo', name: 'sh.helm.release.v1.kre.v2' },
    ...data,
  };
}
const zipped = (text: string) => gzipSync(text, { level: 9 }).toString('base64');

it("is kept in a Secret of Helm's name", () => {
  assert.is(recordSecretName('kre', 2), 'sh.helm.release.v1.kre.v2');
  assert.is(recordSecretName('a.b-c', 12), 'sh.helm.release.v1.a.b-c.v12');
});

it("holds the chart as Helm's JSON has it: bytes in base64, no crds", () => {
  assert.equal(recordChart(chart), {
    metadata: { apiVersion: 'v2', name: 'web', version: '1.2.3' },
    lock: null,
    templates: [{ name: 'templates/a.yaml', data: Buffer.from('kind: Ä').toString('base64') }],
    values: { replicas: 1 },
    schema: Buffer.from('{"type":"object"}').toString('base64'),
    files: [{ name: 'logo.png', data: 'iVD/AA==' }],
  });
  assert.is(recordChart({ ...chart, schema: undefined }).schema, null);
});

const dependency = { name: 'db', version: '1.0.0', repository: 'https://charts.example.com' };

for (const [what, generated, recorded] of [
  ['a time', '2026-01-02T03:04:05.678901234+02:00', '2026-01-02T03:04:05.678901234+02:00'],
  ['no time, which no Helm could read', 'yesterday', '0001-01-01T00:00:00Z'],
  ['nothing', '', '0001-01-01T00:00:00Z'],
] as const) {
  it(`holds the lock of the chart: ${what}`, () => {
    const lock = { generated, digest: 'sha256:1', dependencies: [dependency, { name: 'local' }] };
    assert.equal(recordChart({ ...chart, lock }).lock, {
      generated: recorded,
      digest: 'sha256:1',
      dependencies: [dependency, { name: 'local', repository: '' }],
    });
  });
}

it("holds a hook as Helm's JSON has it", () => {
  const text = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate';
  const hook = recordHook({
    source: 'web/templates/job.yaml',
    text,
    object: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'migrate' } },
    events: ['pre-upgrade'],
    weight: -5,
    deletePolicies: ['hook-succeeded'],
  });
  assert.equal(hook, {
    name: 'migrate',
    kind: 'Job',
    path: 'web/templates/job.yaml',
    manifest: text,
    events: ['pre-upgrade'],
    last_run: { started_at: '', completed_at: '', phase: '' },
    weight: -5,
    delete_policies: ['hook-succeeded'],
  });
});

it('is written as JSON, gzipped, base64 twice', async () => {
  const inner = Buffer.from(await encodeRecord(record), 'base64').toString('ascii');
  assert.match(inner, /^H4sI[A-Za-z0-9+/]+=*$/);
  assert.equal(JSON.parse(gunzipSync(Buffer.from(inner, 'base64')).toString('utf8')), record);
});

it('shares the text of a chart between records, and nothing else', async () => {
  const other = { ...record, name: 'other', config: {} };
  for (const each of [record, other, record]) {
    assert.equal(await decodeRecord({ ...secretOf(''), data: { release: await encodeRecord(each) } }), each);
  }
});

const statuses: readonly RecordStatus[] = ['pending-install', 'deployed', 'superseded', 'failed', 'uninstalling'];
const text = fc.string({ unit: 'binary' });
const anyRecord = fc.record(
  {
    name: text,
    namespace: text,
    version: fc.nat(),
    info: fc.record(
      {
        first_deployed: text,
        last_deployed: text,
        deleted: fc.constant(''),
        description: text,
        status: fc.constantFrom(...statuses),
        notes: text,
      },
      { requiredKeys: ['first_deployed', 'last_deployed', 'deleted', 'description', 'status'] },
    ),
    chart: fc.record({
      metadata: fc.dictionary(text, fc.jsonValue()),
      lock: fc.constant(null),
      templates: fc.array(fc.record({ name: text, data: fc.base64String() })),
      values: fc.dictionary(text, fc.jsonValue()),
      schema: fc.option(fc.base64String()),
      files: fc.constant([]),
    }),
    config: fc.dictionary(text, fc.jsonValue()),
    manifest: text,
    hooks: fc.constant([]),
  },
  { requiredKeys: ['name', 'namespace', 'version', 'info', 'chart', 'config', 'manifest'] },
);

it('reading what was written gives the same', async () => {
  await fc.assert(
    fc.asyncProperty(anyRecord, async (any) => {
      const written = any as unknown as ReleaseRecord;
      const read = await decodeRecord({ ...secretOf(''), data: { release: await encodeRecord(written) } });
      assert.equal(read, JSON.parse(JSON.stringify(written)));
    }),
  );
});

/** What `helm install` of 3.x stores, field by field in the order of Go's structs. */
const helmRecord = {
  name: 'kre',
  info: {
    first_deployed: '2026-01-01T10:00:00.123456789+01:00',
    last_deployed: '2026-01-01T10:00:00.123456789+01:00',
    deleted: '',
    description: 'Install complete',
    status: 'deployed',
    notes: 'Thank you',
  },
  chart: {
    metadata: {
      name: 'web',
      version: '1.2.3',
      description: 'a chart',
      apiVersion: 'v2',
      appVersion: '4',
      type: 'application',
    },
    lock: null,
    templates: [{ name: 'templates/a.yaml', data: 'a2luZDogQQo=' }],
    values: { replicas: 1 },
    schema: null,
    files: [{ name: '.helmignore', data: '' }],
  },
  config: { replicas: 3 },
  manifest: '---\n# Source: web/templates/a.yaml\nkind: A\n',
  hooks: [
    {
      name: 'migrate',
      kind: 'Job',
      path: 'web/templates/job.yaml',
      manifest: 'kind: Job\n',
      events: ['pre-install'],
      last_run: { started_at: '2026-01-01T10:00:00Z', completed_at: '2026-01-01T10:00:01Z', phase: 'Succeeded' },
    },
  ],
  version: 1,
  namespace: 'demo',
};

it('of Helm is read', async () => {
  const read: unknown = await decodeRecord(secretOf(zipped(JSON.stringify(helmRecord))));
  assert.equal(read, helmRecord);
});

it('of Helm without values and objects is read: Go leaves empty fields out', async () => {
  const { config: _, manifest: __, hooks: ___, ...rest } = helmRecord;
  const read: unknown = await decodeRecord(secretOf(zipped(JSON.stringify(rest))));
  assert.equal(read, { ...rest, config: {}, manifest: '' });
});

it('of the time before compression is read', async () => {
  const read: unknown = await decodeRecord(secretOf(Buffer.from(JSON.stringify(helmRecord)).toString('base64')));
  assert.equal(read, helmRecord);
});

const secret = 'hunter2';
const whole = zipped(JSON.stringify({ ...helmRecord, config: { password: secret } }));
const zippedBytes = Buffer.from(whole, 'base64');
const flipped = Buffer.from(zippedBytes);
flipped.writeUInt8(flipped.readUInt8(40) ^ 0xff, 40);
const { info: _info, ...withoutInfo } = helmRecord;
const { chart: _chart, ...withoutChart } = helmRecord;

for (const [what, release] of [
  ['no data', undefined],
  ['an empty text', ''],
  ['no base64', `{"config":{"password":"${secret}"}}`],
  ['a text that is no JSON', Buffer.from(`${secret} ${secret}`).toString('base64')],
  ['JSON that breaks off', Buffer.from(`{"config":{"password":"${secret}"`).toString('base64')],
  ['zipped text that is no JSON', zipped(`password: ${secret}`)],
  ['zipped JSON that breaks off', zipped(`{"config":{"password":"${secret}"`)],
  ['a zipped stream that breaks off', zippedBytes.subarray(0, -20).toString('base64')],
  ['a zipped stream with a wrong byte', flipped.toString('base64')],
  ['null', zipped('null')],
  ['a list', zipped(`["${secret}"]`)],
  ['a text', zipped(`"${secret}"`)],
  ['a release without info', zipped(JSON.stringify({ ...withoutInfo, config: { password: secret } }))],
  ['a release without chart', zipped(JSON.stringify({ ...withoutChart, config: { password: secret } }))],
] as const) {
  it(`with ${what} in it is invalid, which is said without its data`, async () => {
    const error = await decodeRecord(secretOf(release)).then(
      () => assert.unreachable('the record was read'),
      (thrown: unknown) => thrown as CapstanError,
    );
    assert.ok(isCapstanError(error, 'RECORD_INVALID'), String(error));
    assert.match(error.message, 'Secret demo/sh.helm.release.v1.kre.v2');
    assert.not.match(inspect(error, { depth: null, showHidden: true }), secret);
  });
}

it.run();
