import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type NamedImage, readLayout, writeArchive, writeLayout } from '../../src/image/index.ts';
import { build, failureOf, newFolder, options } from './support/images.ts';

const it = suite('images on disk');

const how = options();
const demo = (text: string, architecture: 'amd64' | 'arm64' = 'amd64') =>
  build([{ data: text, to: '/x' }], { architecture, sbom: { name: 'demo', version: '1' } }, how);
const named = async (name: string, text = name): Promise<NamedImage> => ({ name, images: [await demo(text)] });

const blobsOf = (folder: string) => readdirSync(join(folder, 'blobs/sha256')).sort();
const digestsOf = (all: readonly NamedImage[]) =>
  all.map(({ name, images }) => [name, ...images.map(({ manifest }) => manifest.digest)]);

it('what is written is read again, with names, platforms and attachments', async () => {
  const folder = join(newFolder(), 'layout');
  const both = { name: 'demo:v1', images: [await demo('x'), await demo('x', 'arm64')] };
  const one = await named('demo:v1-amd64', 'x');
  await writeLayout(folder, [both, one]);
  const read = await readLayout(folder);
  assert.equal(digestsOf(read), digestsOf([both, one]));
  assert.equal(
    read[0]?.images.map(({ platform }) => platform),
    [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ],
  );
  assert.equal(read[0]?.images[1]?.attachments, both.images[1]?.attachments);
  const again = join(newFolder(), 'again');
  await writeLayout(again, read);
  assert.is(readFileSync(join(again, 'index.json'), 'utf8'), readFileSync(join(folder, 'index.json'), 'utf8'));
  assert.equal(blobsOf(again), blobsOf(folder));
});

it('other names go, or stay when they are to be kept; what no name leads to is removed', async () => {
  const folder = join(newFolder(), 'layout');
  await writeLayout(folder, [await named('a:1'), await named('b:1')]);
  await writeLayout(folder, [await named('b:1', 'b anew')], { keep: true });
  assert.equal(
    (await readLayout(folder)).map(({ name }) => name),
    ['a:1', 'b:1'],
  );
  await writeLayout(folder, [await named('c:1')]);
  const fresh = join(newFolder(), 'fresh');
  await writeLayout(fresh, [await named('c:1')]);
  assert.equal(blobsOf(folder), blobsOf(fresh));
});

it('keep makes a layout where there is none', async () => {
  const folder = join(newFolder(), 'layout');
  await writeLayout(folder, [await named('a:1')], { keep: true });
  assert.is((await readLayout(folder)).length, 1);
});

it('the index says what the platform of a single image is, and the size of every blob is its file’s', async () => {
  const folder = join(newFolder(), 'layout');
  await writeLayout(folder, [await named('a:1')]);
  const { manifests } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  assert.equal(manifests[0].platform, { os: 'linux', architecture: 'amd64' });
  assert.is(manifests[0].annotations['org.opencontainers.image.ref.name'], 'a:1');
  assert.equal(JSON.parse(readFileSync(join(folder, 'oci-layout'), 'utf8')), { imageLayoutVersion: '1.0.0' });
});

it('a layer that was changed in the cache is not passed on, and the layout stays as it was', async () => {
  const own = options();
  const folder = join(newFolder(), 'layout');
  await writeLayout(folder, [await named('a:1')]);
  const before = [readFileSync(join(folder, 'index.json'), 'utf8'), ...blobsOf(folder)];
  const image = await build([{ data: 'x'.repeat(999), to: '/y' }], {}, own);
  const file = join(own.cache, 'blobs', (image.layers.at(-1)?.digest ?? '').replace(':', '/'));
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const { code, message } = await failureOf(writeLayout(folder, [{ name: 'b:1', images: [image] }]));
  assert.is(code, 'IMAGE_CORRUPT');
  assert.match(message, file);
  const listed = () => [readFileSync(join(folder, 'index.json'), 'utf8'), ...blobsOf(folder)];
  assert.equal(
    before.filter((name) => !listed().includes(name)),
    [],
  );
  const fresh = join(newFolder(), 'new');
  assert.is((await failureOf(writeLayout(fresh, [{ name: 'b:1', images: [image] }]))).code, 'IMAGE_CORRUPT');
  assert.equal(readdirSync(join(fresh, '..')), []);
});

it('a layer that was changed in the layout is written anew', async () => {
  const folder = join(newFolder(), 'layout');
  const image = await demo('healed');
  await writeLayout(folder, [{ name: 'a:1', images: [image] }]);
  const file = join(folder, 'blobs', (image.layers.at(-1)?.digest ?? '').replace(':', '/'));
  const bytes = readFileSync(file);
  writeFileSync(file, Buffer.alloc(bytes.length));
  await writeLayout(folder, [{ name: 'a:1', images: [image] }]);
  assert.equal(readFileSync(file), bytes);
});

it('a layer of the cache that was cut off is packed anew', async () => {
  const own = options();
  const pack = () => build([{ data: 'x'.repeat(999), to: '/y' }], {}, own);
  const image = await pack();
  truncateSync(join(own.cache, 'blobs', (image.layers.at(-1)?.digest ?? '').replace(':', '/')), 20);
  await writeLayout(join(newFolder(), 'layout'), [{ name: 'a:1', images: [await pack()] }]);
});

for (const [what, harm, code] of [
  ['no index', (folder: string) => writeFileSync(join(folder, 'index.json'), '{'), 'IMAGE_INVALID'],
  [
    'a manifest that is another',
    (folder: string) => {
      const { manifests } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
      const file = join(folder, 'blobs', manifests[0].digest.replace(':', '/'));
      writeFileSync(file, readFileSync(file, 'utf8').replace('"schemaVersion":2', '"schemaVersion":1'));
    },
    'IMAGE_CORRUPT',
  ],
  [
    'a layer that is cut off',
    (folder: string) => {
      for (const name of blobsOf(folder)) truncateSync(join(folder, 'blobs/sha256', name), 10);
    },
    'IMAGE_CORRUPT',
  ],
  [
    'a digest that leads out of the folder',
    (folder: string) => {
      const file = join(folder, 'index.json');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:../../../etc/passwd'));
    },
    'IMAGE_INVALID',
  ],
] as const) {
  it(`a layout with ${what} is refused`, async () => {
    const folder = join(newFolder(), 'layout');
    await writeLayout(folder, [await named('a:1')]);
    harm(folder);
    assert.is((await failureOf(readLayout(folder))).code, code);
  });
}

it('an archive is a layout under whole names, and what docker load reads', async () => {
  const file = join(newFolder(), 'image.tar');
  const images = [await demo('x')];
  await writeArchive(file, [{ name: '10.10.0.3:30005/local/demo:v1', images }]);
  const read = (name: string) => JSON.parse(execFileSync('tar', ['xOf', file, name], { encoding: 'utf8' }));
  const { manifests } = read('index.json');
  assert.equal(manifests[0].annotations, {
    'io.containerd.image.name': '10.10.0.3:30005/local/demo:v1',
    'org.opencontainers.image.ref.name': 'v1',
  });
  assert.is(manifests.length, 1);
  const [list] = read('manifest.json');
  assert.equal(list.RepoTags, ['10.10.0.3:30005/local/demo:v1']);
  const names = execFileSync('tar', ['tf', file], { encoding: 'utf8' }).trim().split('\n');
  for (const path of [list.Config, ...list.Layers]) assert.ok(names.includes(path), path);
});

it('a full disk leaves nothing half-made, and what was there stays', async () => {
  const folder = newFolder();
  // room for the first image, and not for the second, whose content does not compress
  const script = join(import.meta.dirname, 'support/fill-disk.ts');
  const mounted = `mount -t tmpfs -o size=2m none "$1" && exec "$2" "$3" "$1"`;
  const as = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const words = ['--mount', '--propagation', 'private', 'sh', '-c', mounted, 'sh', folder, process.execPath, script];
  const said = JSON.parse(execFileSync('unshare', [...as, ...words], { encoding: 'utf8' }));
  assert.equal(said.codes, ['FILE_UNWRITABLE', 'FILE_UNWRITABLE', 'FILE_UNWRITABLE']);
  assert.match(said.messages[0], /ENOSPC/);
  assert.equal(said.partial, []);
  assert.equal(said.names, ['small:1']);
  assert.is(said.archive, said.archiveBefore);
  assert.is(said.blobs, said.blobsBefore);
});

it.run();
