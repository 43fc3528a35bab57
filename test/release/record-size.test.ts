import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { decodeRecord, type RecordStatus, type ReleaseRecord } from '../../src/release/record.ts';
import { packRecord } from '../../src/release/record-size.ts';

const it = suite('record size');

const limit = 1_048_576;
/** Text that does not get smaller: this many bytes of it take about a third more. */
const dense = (bytes: number) => randomBytes(bytes).toString('base64');
const few = 100_000;
const many = 900_000;

function recordWith(parts: {
  files?: number;
  templates?: number;
  manifest?: number;
  status?: RecordStatus;
}): ReleaseRecord {
  const { files = 0, templates = 0, manifest = 0, status = 'deployed' } = parts;
  const file = (bytes: number) => (bytes > 0 ? [{ name: 'f', data: dense(bytes) }] : []);
  return {
    name: 'w',
    namespace: 'demo',
    version: 1,
    info: { first_deployed: '', last_deployed: '', deleted: '', description: '', status },
    chart: {
      metadata: { name: 'web' },
      lock: null,
      templates: file(templates),
      values: { a: 1 },
      schema: 'e30=',
      files: file(files),
    },
    config: { b: 2 },
    manifest: `kind: ${dense(manifest)}`,
    hooks: [],
  };
}

for (const [what, parts, leftOut] of [
  ['fits', { files: few, templates: few, manifest: few }, []],
  ['is too large by its files', { files: many, templates: few, manifest: few }, ['chart files']],
  ['is too large by its templates', { files: few, templates: many, manifest: few }, ['chart files', 'chart templates']],
] as const) {
  it(`a record that ${what} leaves out ${leftOut.join(' and ') || 'nothing'}`, async () => {
    const record = recordWith(parts);
    const packed = await packRecord(record, false);
    assert.equal(packed.leftOut, leftOut);
    assert.ok(Buffer.from(packed.release, 'base64').length <= limit);
    const read = await unpack(packed.release);
    assert.equal(
      [read.manifest, read.config, read.chart.metadata, read.chart.values],
      [record.manifest, record.config, record.chart.metadata, record.chart.values],
    );
    assert.is(read.chart.files.length, leftOut.length > 0 ? 0 : 1);
    assert.is(read.chart.templates.length, leftOut.length > 1 ? 0 : 1);
  });
}

it('a record whose manifest alone is too large is refused, with sizes and without content', async () => {
  const record = { ...recordWith({ manifest: many }), config: { password: 'hunter2' } };
  const error = await packRecord(record, false).then(
    () => new Error('it was packed'),
    (thrown: unknown) => thrown,
  );
  if (!isCapstanError(error)) throw error;
  assert.equal([error.code, error.retry], ['RECORD_TOO_LARGE', 'never']);
  assert.match(error.message, /release demo\/w takes \d{7} bytes .* \(.*manifest \d{7}, values 22, /);
  assert.not.match(error.message, 'hunter2');
});

it('a strict record stays as it is, however large', async () => {
  const record = recordWith({ manifest: many, files: many });
  const { release, leftOut } = await packRecord(record, true);
  assert.equal(leftOut, []);
  assert.equal(await unpack(release), record);
});

it('a pending record leaves room for what is written when it is over', async () => {
  // Between the two limits.
  const nearly = recordWith({ manifest: 770_000, files: 4_000 });
  const sizeOf = async (status: RecordStatus) => {
    const { release, leftOut } = await packRecord({ ...nearly, info: { ...nearly.info, status } }, false);
    return [Buffer.from(release, 'base64').length, leftOut] as const;
  };
  const [size, leftOut] = await sizeOf('deployed');
  assert.ok(size > limit - 16_384 && size <= limit, `${size}: the test has to be adjusted`);
  assert.equal(leftOut, []);
  for (const status of ['pending-install', 'pending-upgrade', 'pending-rollback'] as const) {
    const [smaller, without] = await sizeOf(status);
    assert.ok(smaller <= limit - 16_384);
    assert.equal(without, ['chart files']);
  }
});

function unpack(release: string): Promise<ReleaseRecord> {
  return decodeRecord({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'demo' },
    data: { release },
  });
}

it.run();
