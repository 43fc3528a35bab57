import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage, certificateOf } from '../../src/image/index.ts';
import { packLayer } from '../../src/image/layer/index.ts';
import { writeText } from '../support/scratch.ts';
import { build, failureOf, newFolder, options } from './support/images.ts';

const it = suite('the cache of images');

const monthsAgo = new Date(Date.now() - 90 * 86_400_000);
const daysAgo = new Date(Date.now() - 2 * 86_400_000);

it('what nobody used for a month goes, half a blob after a day, runtimes stay, and what is in use does', async () => {
  const how = options();
  const spec = [{ data: 'in use', to: '/x' }];
  const image = await build(spec, {}, how);
  const own = image.layers.map(({ digest }) => digest.slice('sha256:'.length));
  const old = {
    blob: join(how.cache, 'blobs/sha256', 'f'.repeat(64)),
    partial: join(how.cache, 'runtime/node.1234.partial'),
    halfBlob: join(how.cache, 'blobs/sha256/1234.partial'),
    runtime: join(how.cache, 'runtime/node-linux-x64-24.0.0'),
  };
  for (const file of [old.blob, old.halfBlob]) writeFileSync(file, 'x');
  for (const folder of [old.partial, old.runtime]) mkdirSync(folder, { recursive: true });
  const inUse = own.map((name) => join(how.cache, 'blobs/sha256', name));
  for (const path of [...Object.values(old), ...inUse]) utimesSync(path, monthsAgo, monthsAgo);
  utimesSync(old.halfBlob, daysAgo, daysAgo);
  await build(spec, {}, how);
  assert.ok(existsSync(old.blob), 'it was tidied today');
  rmSync(join(how.cache, 'tidied'));
  await build(spec, {}, how);
  assert.equal(Object.values(old).map(existsSync), [false, false, false, true]);
  assert.ok(inUse.every(existsSync));
});

it('a build that is stopped leaves nothing half-made', async () => {
  const how = options();
  const stop = new AbortController();
  const work = buildImage(
    {
      architecture: 'amd64',
      layers: [{ name: 'large', files: [{ data: Buffer.alloc(80_000_000, 'some text'), to: '/x' }] }],
    },
    { ...how, onProgress: (what) => what?.includes('large') && setTimeout(() => stop.abort(), 20) },
    stop.signal,
  );
  const failure = await failureOf(work);
  assert.is((failure as unknown as Error).name, 'AbortError');
  const left = readdirSync(how.cache, { recursive: true }).filter((name) => String(name).includes('partial'));
  assert.equal(left, []);
});

for (const [what, size] of [
  ['another text of the same length', 4],
  ['nothing', 0],
] as const) {
  it(`a file that becomes ${what} between the two times it is read is said, and nothing is cached under a wrong name`, async () => {
    const { cache } = options();
    const path = writeText(join(newFolder(), 'x'), 'AAAA');
    let looks = 0;
    const content = {
      // the digest by which the layer is filed comes of the first look, its bytes of those after it
      get file() {
        looks += 1;
        if (looks === 2) writeFileSync(path, 'B'.repeat(size));
        return path;
      },
    };
    const entry = { path: 'x', type: 'file', mode: 0o644, uid: 0, gid: 0 } as const;
    const failure = await failureOf(packLayer('files', [{ ...entry, content }], { cache }));
    assert.is(failure.code, 'FILE_UNREADABLE', failure.message);
    assert.is(failure.message, `${path} changes while it is packed`);
    assert.not.ok(existsSync(join(cache, 'layers')));
    writeFileSync(path, 'AAAA');
    const pack = (file: string) => packLayer('files', [{ ...entry, content: { file } }], { cache });
    const elsewhere = writeText(join(newFolder(), 'x'), 'AAAA');
    const fresh = await packLayer('files', [{ ...entry, content: { file: elsewhere } }], options());
    assert.equal((await pack(path)).descriptor, fresh.descriptor);
  });
}

it('a file that goes between the two times it is read is named', async () => {
  const path = writeText(join(newFolder(), 'x'), 'AAAA');
  let looks = 0;
  const content = {
    get file() {
      looks += 1;
      if (looks === 2) rmSync(path);
      return path;
    },
  };
  const entry = { path: 'x', type: 'file', mode: 0o644, uid: 0, gid: 0, content } as const;
  const failure = await failureOf(packLayer('files', [entry], options()));
  assert.is(failure.code, 'FILE_UNREADABLE');
  assert.match(failure.message, path);
});

it('a layer of the cache whose bytes were changed is packed anew', async () => {
  const how = options();
  const pack = () => build([{ data: 'x'.repeat(999), to: '/y' }], {}, how);
  const image = await pack();
  const file = join(how.cache, 'blobs', (image.layers.at(-1)?.digest ?? '').replace(':', '/'));
  const bytes = readFileSync(file);
  writeFileSync(file, Buffer.alloc(bytes.length));
  assert.equal((await pack()).layers, image.layers);
  assert.equal(readFileSync(file), bytes);
});

it('the certificate of a registry is that of the first folder which has one', () => {
  const [first, second] = [newFolder(), newFolder()];
  const file = writeText(join(second, '10.10.0.3:30005/ca.crt'), 'PEM');
  assert.is(certificateOf('10.10.0.3:30005', [first, second]), file);
  assert.is(certificateOf('10.10.0.4:30005', [first, second]), undefined);
});

it.run();
