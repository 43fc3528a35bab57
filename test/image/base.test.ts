import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage, type FileSource, type ImageSpec, writeLayout } from '../../src/image/index.ts';
import { writeText } from '../support/scratch.ts';
import { build, configOf, entriesOf, failureOf, newFolder, options, textOf } from './support/images.ts';

const it = suite('images over a base');

const system: readonly FileSource[] = [
  { link: 'usr/lib', to: '/lib' },
  { link: '/usr/bin', to: '/bin' },
  { data: 'old', to: '/usr/lib/os/gone/x' },
  { data: 'root\n', to: '/etc/passwd' },
  { folder: true, to: '/srv', mode: 0o2775, uid: 5 },
];

/** A layout with one base for both processors, and another beside it. */
async function baseLayout(): Promise<string> {
  const folder = join(newFolder(), 'base');
  const more: Partial<ImageSpec> = {
    env: { PATH: '/bin', LANG: 'C' },
    labels: { vendor: 'example' },
    ports: [80],
    user: 7,
    workdir: '/srv',
    command: ['/bin/base'],
    args: ['--base'],
    created: new Date('2024-01-01T00:00:00Z'),
  };
  const images = [await build(system, more), await build(system, { ...more, architecture: 'arm64' })];
  await writeLayout(folder, [
    { name: 'system:9', images },
    { name: 'other:1', images: [await build([{ data: 'x', to: '/x' }])] },
  ]);
  return folder;
}

const base = await baseLayout();
const over = (files: readonly FileSource[], more: Partial<ImageSpec> = {}) =>
  build(files, { base: `${base}:system:9`, ...more }, options());

it('the base’s layers come first, as they are, and its configuration is kept where nothing else is said', async () => {
  const image = await over([{ data: 'x', to: '/x' }], { env: { LANG: 'de' }, ports: [8080], labels: { own: '1' } });
  const below = await build(system, { user: 7, workdir: '/srv' });
  assert.equal(image.layers.slice(0, 2), below.layers);
  assert.is(image.layers.length, 3);
  const { config, rootfs } = await configOf(image);
  assert.is(rootfs.diff_ids.length, 3);
  const { Labels, ...others } = config;
  assert.equal(others, {
    User: '7',
    ExposedPorts: { '80/tcp': {}, '8080/tcp': {} },
    Env: ['PATH=/bin', 'LANG=de'],
    Entrypoint: ['/bin/base'],
    Cmd: ['--base'],
    WorkingDir: '/srv',
  });
  const { own, vendor, ...origin } = Labels as Record<string, string>;
  assert.equal([own, vendor], ['1', 'example']);
  assert.is(origin['org.opencontainers.image.base.name'], 'base:system:9');
  assert.match(origin['org.opencontainers.image.base.digest'] ?? '', /^sha256:[0-9a-f]{64}$/);
});

it('how it was made names a layout by its own name, wherever it lies', async () => {
  const image = await over([], { provenance: { builder: 'https://example.com/b' } });
  const texts = await Promise.all(image.blobs.map((blob) => (blob.descriptor.size < 10_000 ? textOf(blob) : '')));
  const statement = texts.find((text) => text.includes('"predicate"')) ?? '{}';
  const { predicate } = JSON.parse(statement) as {
    predicate: { buildDefinition: { externalParameters: { base: string } } };
  };
  assert.is(predicate.buildDefinition.externalParameters.base, 'base:system:9');
  assert.not.match(statement, base);
});

it('a command of its own takes the base’s words away, too', async () => {
  const { config } = await configOf(await over([{ data: 'x', to: '/x' }], { command: ['/x'], user: 1001 }));
  assert.equal([config['Entrypoint'], config['Cmd'], config['User']], [['/x'], undefined, '1001']);
});

it('files go where the base’s links lead, and folders that it has stay as they are', async () => {
  const image = await over([
    { data: 'x', to: '/lib/os/new' },
    { data: 'x', to: '/bin/tool' },
    { data: 'x', to: '/srv/data/x' },
  ]);
  assert.equal(
    (await entriesOf(image)).map(({ path }) => path),
    ['srv/data/', 'srv/data/x', 'usr/bin/', 'usr/bin/tool', 'usr/lib/os/new'],
  );
});

/** A folder with files, by their paths. */
function folderWith(...paths: readonly string[]): string {
  const folder = newFolder();
  for (const path of paths) writeText(join(folder, path), 'own');
  return folder;
}

it('a folder that is copied goes where the base’s links lead, which stay', async () => {
  const image = await over([{ from: folderWith('lib/own.so', 'lib/os/own.so', 'bin/own'), to: '/' }]);
  assert.equal(
    (await entriesOf(image)).map(({ path }) => path),
    ['usr/bin/', 'usr/bin/own', 'usr/lib/os/own.so', 'usr/lib/own.so'],
  );
});

it('a folder asked for by name is the one that the base’s link leads to', async () => {
  const image = await over([{ folder: true, to: '/lib', mode: 0o700 }]);
  assert.equal(
    (await entriesOf(image)).map(({ path, mode }) => [path, mode]),
    [['usr/lib/', '700']],
  );
});

it('a link of the base to its root leads there', async () => {
  const folder = join(newFolder(), 'base');
  await writeLayout(folder, [{ name: '', images: [await build([{ link: '/', to: '/host' }])] }]);
  const image = await build([{ from: folderWith('host/own'), to: '/' }], { base: folder });
  assert.equal(
    (await entriesOf(image)).map(({ path }) => path),
    ['own'],
  );
});

it('what a layer of the base took away is not there any more', async () => {
  const folder = join(newFolder(), 'base');
  const files: FileSource[] = [
    { data: '', to: '/usr/lib/os/.wh.gone' },
    { data: '', to: '/.wh.lib' },
    { data: '', to: '/srv/.wh..wh..opq' },
  ];
  await writeLayout(folder, [{ name: 'a:1', images: [await over(files)] }]);
  const image = await build(
    [
      { data: 'x', to: '/lib/x' },
      { data: 'x', to: '/usr/lib/os/gone/x' },
    ],
    { base: folder },
  );
  assert.equal(
    (await entriesOf(image)).map(({ path }) => path),
    ['lib/', 'lib/x', 'usr/lib/os/gone/', 'usr/lib/os/gone/x'],
  );
});

it('a working directory is made when the base has none of that name', async () => {
  const image = await over([], { workdir: '/opt/new', user: 9 });
  assert.equal(
    (await entriesOf(image)).map(({ path, owner }) => [path, owner]),
    [
      ['opt/', '0:0'],
      ['opt/new/', '9:0'],
    ],
  );
  assert.is((await over([], { workdir: '/srv' })).layers.length, 2);
});

it('a layout whose one image has no name is a base, as other tools write it', async () => {
  const folder = join(newFolder(), 'base');
  await writeLayout(folder, [{ name: '', images: [await build([{ data: 'x', to: '/x' }])] }]);
  assert.not.match(readFileSync(join(folder, 'index.json'), 'utf8'), /annotations/);
  assert.is((await build([{ data: 'y', to: '/y' }], { base: folder })).layers.length, 3);
});

it('the same base for the other processor', async () => {
  assert.is((await configOf(await over([], { architecture: 'arm64' }))).architecture, 'arm64');
});

for (const [what, spec, words] of [
  ['a name that the layout does not hold', { base: `${base}:system:8` }, /holds no system:8/],
  ['no name where there are several', { base }, /holds 2 images/],
  [
    'a processor that it is not made for',
    { base: `${base}:other:1`, architecture: 'arm64' },
    /not made for linux\/arm64/,
  ],
] as const) {
  it(`refused: ${what}`, async () => {
    const { code, message, hint } = await failureOf(
      buildImage({ architecture: 'amd64', layers: [], ...spec }, options()),
    );
    assert.is(code, 'IMAGE_NOT_FOUND');
    assert.match(message, words);
    assert.match(hint ?? '', /system:9|linux\/amd64/);
  });
}

it.run();
