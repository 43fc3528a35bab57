import { chmodSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage, type FileSource, type ImageSpec, packFiles } from '../../src/image/index.ts';
import { writeText } from '../support/scratch.ts';
import { build, configOf, entriesOf, failureOf, newFolder, options, textOf } from './support/images.ts';

const it = suite('images of files');

/** A folder with what programs usually have; its times and rights are as they happen to be. */
function programFolder(text = 'one', mode = 0o600): string {
  const folder = newFolder();
  writeText(join(folder, 'main.js'), text, mode);
  writeText(join(folder, 'bin/start'), '#!/bin/sh\n', 0o700);
  writeText(join(folder, 'lib/z.js'), 'z');
  writeText(join(folder, 'lib/a/deep.js'), 'deep');
  symlinkSync('main.js', join(folder, 'link.js'));
  return folder;
}

const shape = (entries: Awaited<ReturnType<typeof entriesOf>>) =>
  entries.map(({ path, mode, owner, link }) => `${path} ${mode} ${owner}${link ? ` -> ${link}` : ''}`);

it('entries are sorted, with fixed modes and owners and no times, whatever the disk says', async () => {
  const image = await build([{ from: programFolder(), to: '/opt/app/' }]);
  const entries = await entriesOf(image);
  assert.equal(shape(entries), [
    'opt/ 755 0:0',
    'opt/app/ 755 0:0',
    'opt/app/bin/ 755 0:0',
    'opt/app/bin/start 755 0:0',
    'opt/app/lib/ 755 0:0',
    'opt/app/lib/a/ 755 0:0',
    'opt/app/lib/a/deep.js 644 0:0',
    'opt/app/lib/z.js 644 0:0',
    'opt/app/link.js 777 0:0 -> main.js',
    'opt/app/main.js 644 0:0',
  ]);
  assert.equal([...new Set(entries.map(({ mtime }) => mtime))], [0]);
});

it('equal files give equal digests: in another folder, with other times and rights, and another cache', async () => {
  const first = programFolder();
  const second = programFolder('one', 0o664);
  utimesSync(join(second, 'main.js'), 1, 1);
  chmodSync(join(second, 'lib'), 0o777);
  const digests = [];
  for (const folder of [first, second]) {
    const image = await build([{ from: folder, to: '/opt/app/' }], { user: 1001, workdir: '/opt/app' });
    digests.push([image.manifest.digest, image.config.digest, ...image.layers.map(({ digest }) => digest)]);
  }
  assert.equal(digests[0], digests[1]);
});

it('a change of one line changes the last layer alone, and the others are not packed again', async () => {
  const how = options();
  const folder = programFolder();
  const spec = (): ImageSpec => ({
    architecture: 'amd64',
    layers: [
      { name: 'parts', files: [{ from: join(folder, 'lib'), to: '/opt/app/lib/' }] },
      { name: 'program', files: [{ from: join(folder, 'main.js'), to: '/opt/app/' }] },
    ],
  });
  const before = await buildImage(spec(), how);
  writeFileSync(join(folder, 'main.js'), 'two');
  const cached = readdirSync(join(how.cache, 'blobs/sha256'));
  const after = await buildImage(spec(), how);
  const added = readdirSync(join(how.cache, 'blobs/sha256')).filter((name) => !cached.includes(name));
  assert.equal(added, [after.layers[2]?.digest.slice('sha256:'.length)]);
  assert.is(before.layers.length, 3);
  assert.equal(after.layers.slice(0, 2), before.layers.slice(0, 2));
  assert.is.not(after.layers[2]?.digest, before.layers[2]?.digest);
  const { rootfs } = await configOf(after);
  assert.is(rootfs.diff_ids.length, 3);
});

it('what is said of the image does not change its layers', async () => {
  const files: FileSource[] = [{ data: 'x', to: '/x' }];
  const one = await build(files, { labels: { a: '1' }, created: new Date('2024-05-06T07:08:09.123Z') });
  const other = await build(files, { labels: { a: '2' } });
  assert.equal(one.layers, other.layers);
  assert.is.not(one.manifest.digest, other.manifest.digest);
  assert.is((await configOf(one)).created, '2024-05-06T07:08:09Z');
  assert.is((await configOf(other)).created, '1970-01-01T00:00:00Z');
});

it('the configuration says how to run it', async () => {
  const image = await build([{ data: 'x', to: '/x' }], {
    architecture: 'arm64',
    user: 1001,
    workdir: '/opt/helm',
    env: { HOME: '/opt/helm' },
    ports: [8081, 8080],
    command: ['/usr/local/bin/node', 'x'],
    args: ['run'],
    volumes: ['/data'],
    stopSignal: 'SIGINT',
    labels: { b: '2', a: '1' },
  });
  const { architecture, config } = await configOf(image);
  assert.is(architecture, 'arm64');
  assert.equal(config, {
    User: '1001',
    ExposedPorts: { '8080/tcp': {}, '8081/tcp': {} },
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/opt/helm'],
    Entrypoint: ['/usr/local/bin/node', 'x'],
    Cmd: ['run'],
    Volumes: { '/data': {} },
    WorkingDir: '/opt/helm',
    Labels: { a: '1', b: '2' },
    StopSignal: 'SIGINT',
  });
});

it('an image from nothing has the folders and users of a system, and the working directory is the user’s', async () => {
  const image = await build([{ data: 'x', to: '/opt/helm/watches.yaml' }], {
    user: 1001,
    workdir: '/opt/helm',
    env: { HOME: '/home/x' },
  });
  const entries = await entriesOf(image, 0);
  const lines = shape(entries);
  for (const line of ['tmp/ 1777 0:0', 'proc/ 755 0:0', 'root/ 700 0:0', 'opt/helm/ 755 1001:0']) {
    assert.ok(lines.includes(line), line);
  }
  const passwd = entries.find(({ path }) => path === 'etc/passwd')?.text;
  assert.is(passwd, 'root:x:0:0:root:/root:/sbin/nologin\napp:x:1001:0:app:/home/x:/sbin/nologin\n');
  // a layer above puts a file there, and leaves the folder to its owner
  assert.equal(shape(await entriesOf(image, 1)), ['opt/helm/watches.yaml 644 0:0']);
});

it('files may have modes and owners of their own, be written as text, be links, or be left out', async () => {
  const folder = programFolder();
  const image = await build([
    { from: folder, to: '/app', exclude: ['lib/**', '*.js'], uid: 7, gid: 8, mode: 0o640 },
    { from: join(folder, 'main.js'), to: '/app/renamed.js', mode: 0o400 },
    { data: 'secret', to: '/etc/key', mode: 0o600, uid: 9 },
    { link: '/app/bin/start', to: '/usr/bin/start' },
    { folder: true, to: '/data', uid: 9, gid: 9, mode: 0o750 },
  ]);
  assert.equal(shape(await entriesOf(image)), [
    'app/ 755 0:0',
    'app/bin/ 755 7:8',
    'app/bin/start 640 7:8',
    'app/lib/ 755 7:8',
    'app/renamed.js 400 0:0',
    'data/ 750 9:9',
    'etc/key 600 9:0',
    'usr/ 755 0:0',
    'usr/bin/ 755 0:0',
    'usr/bin/start 777 0:0 -> /app/bin/start',
  ]);
});

it('what git keeps stays out, and hidden files are left out as others are', async () => {
  const folder = newFolder();
  for (const path of ['.git/config', 'a/.git', '.env', 'a/.hidden/x.psd', 'a/b.txt', '.gitignore']) {
    writeText(join(folder, path), 'x');
  }
  const paths = async (exclude: readonly string[]) =>
    (
      await entriesOf(
        await build([
          { data: 'x', to: '/own' },
          { from: folder, to: '/', exclude },
        ]),
      )
    )
      .filter(({ type }) => type === 'File')
      .map(({ path }) => path);
  assert.equal(await paths([]), ['.env', '.gitignore', 'a/.hidden/x.psd', 'a/b.txt', 'own']);
  assert.equal(await paths(['**/*.psd', '.env']), ['.gitignore', 'a/b.txt', 'own']);
  assert.equal(await paths(['**']), ['own']);
});

it('a folder with nothing but what is ignored is as good as absent', async () => {
  const folder = newFolder();
  for (const path of ['bin/images/x', 'both/images/x', 'both/x', 'excluded/x']) writeText(join(folder, path), 'x');
  const source = { from: folder, to: '/', exclude: ['excluded/*'], ignore: ['*/images'] };
  const paths = (await entriesOf(await build([source]))).map(({ path }) => path);
  assert.equal(paths, ['both/', 'both/x', 'excluded/']);
});

it('a file whose name cannot be read is told of, unless it is left out', async () => {
  const folder = newFolder();
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff])]), '');
  const failure = await failureOf(build([{ from: folder, to: '/app' }]));
  assert.match(failure.message, /cannot be read: its name is no UTF-8$/);
  assert.match(failure.hint ?? '', 'leave it out with exclude');
  await build([{ from: folder, to: '/app', exclude: ['a?'] }]);
});

it('of two sources for a path the later one counts', async () => {
  const image = await build([
    { data: 'first', to: '/x' },
    { data: 'second', to: '/x' },
  ]);
  assert.is((await entriesOf(image)).find(({ path }) => path === 'x')?.text, 'second');
});

it('long names, and names that are not ASCII, come back as they went in', async () => {
  const long = `${'a'.repeat(120)}/${'b'.repeat(130)}/größe.js`;
  const target = `${'c'.repeat(150)}`;
  const image = await build([
    { data: 'x', to: `/${long}` },
    { link: target, to: '/link' },
  ]);
  const entries = await entriesOf(image);
  assert.is(entries.find(({ text }) => text === 'x')?.path, long);
  assert.is(entries.find(({ path }) => path === 'link')?.link, target);
});

it('an image says its parts and its making beside itself, and their digest in a label', async () => {
  const folder = newFolder();
  const part = { type: 'library', 'bom-ref': 'pkg:npm/a@1', name: 'a', version: '1', purl: 'pkg:npm/a@1' };
  const document = writeText(join(folder, 'sbom.json'), JSON.stringify({ bomFormat: 'CycloneDX', components: [part] }));
  const image = await build([{ data: 'x', to: '/x' }], {
    sbom: { name: 'demo', version: 'v1', documents: [document] },
    provenance: { builder: 'https://example.com/b', source: { uri: 'git+https://example.com/r', digest: 'c0ffee' } },
  });
  assert.equal(
    image.attachments.map(({ artifactType }) => artifactType),
    ['application/vnd.cyclonedx+json', 'application/vnd.in-toto+json'],
  );
  const documents = await Promise.all(
    image.attachments.map(async ({ manifest }) => {
      const blob = image.blobs.find(({ descriptor }) => descriptor.digest === manifest.digest);
      const { subject, layers } = JSON.parse(await textOf(blob!));
      assert.is(subject.digest, image.manifest.digest);
      const content = image.blobs.find(({ descriptor }) => descriptor.digest === layers[0].digest);
      return { digest: layers[0].digest as string, ...JSON.parse(await textOf(content!)) };
    }),
  );
  const [sbom, statement] = documents;
  assert.equal(
    sbom.components.map(({ purl }: { purl: string }) => purl),
    ['pkg:npm/a@1'],
  );
  assert.is(statement.subject[0].digest.sha256, image.manifest.digest.slice('sha256:'.length));
  assert.is(statement.predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit, 'c0ffee');
  const labels = (await configOf(image)).config['Labels'] as Record<string, string>;
  assert.is(labels['dev.capstan.image.sbom'], sbom.digest);
  assert.is(labels['org.opencontainers.image.revision'], 'c0ffee');
});

for (const [what, spec, words] of [
  ['another processor', { architecture: 'riscv64' as 'amd64' }, /riscv64/],
  ['a user below 0', { user: -1 }, /user -1/],
  ['a user that is no number', { user: Number.NaN }, /NaN/],
  ['a working directory that is relative', { workdir: 'opt' }, /opt is not an absolute path/],
  ['a port beyond the last', { ports: [65_536] }, /65536/],
  ['a variable with =', { env: { 'A=B': 'x' } }, /A=B/],
  ['a version of Node.js that is a range', { runtime: { node: '24' } }, /"24" is no version/],
  ['a layout that is not there', { base: './not-there' }, /index\.json cannot be read/],
  ['a base of a registry that nobody may ask', { base: 'registry.test/base:1' }, /registry\.test\/base:1/],
] as const) {
  it(`refused: ${what}`, async () => {
    const { code, message } = await failureOf(build([{ data: 'x', to: '/x' }], spec));
    assert.ok(['IMAGE_INVALID', 'FILE_UNREADABLE'].includes(code), `${code}: ${message}`);
    assert.match(message, words);
  });
}

for (const [what, files, code] of [
  ['a way out of the image', [{ data: 'x', to: '/../x' }], 'IMAGE_INVALID'],
  ['the root as a file', [{ data: 'x', to: '/' }], 'IMAGE_INVALID'],
  ['a relative source', [{ from: 'dist', to: '/x' }], 'IMAGE_INVALID'],
  ['a source that is not there', [{ from: '/not/there', to: '/x' }], 'FILE_UNREADABLE'],
  [
    'a file below a file',
    [
      { data: 'x', to: '/a' },
      { data: 'x', to: '/a/b' },
    ],
    'IMAGE_INVALID',
  ],
] as const) {
  it(`refused: ${what}`, async () => assert.is((await failureOf(build(files))).code, code));
}

it('a file that cannot be read is named, not the place it was to go to', async () => {
  const files: FileSource[] = [{ from: '/proc/self/mem', to: '/x' }]; // a regular file, whose first byte nobody may read
  const archive = join(newFolder(), 'x.tar.gz');
  for (const work of [() => build(files), () => packFiles(archive, files)]) {
    const { code, message } = await failureOf(work());
    assert.is(code, 'FILE_UNREADABLE', message);
    assert.match(message, '/proc/self/mem cannot be read: EIO');
  }
  assert.equal(readdirSync(dirname(archive)), []);
});

it('an archive whose making is stopped is not there', async () => {
  const archive = join(newFolder(), 'x.tar.gz');
  const failure = await failureOf(packFiles(archive, [{ data: 'x', to: '/x' }], AbortSignal.abort()));
  assert.is((failure as unknown as Error).name, 'AbortError');
  assert.equal(readdirSync(dirname(archive)), []);
});

it('a socket among the files is named', async () => {
  const { createServer } = await import('node:net');
  const folder = newFolder();
  mkdirSync(join(folder, 'run'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'run/s.sock'), resolve));
  try {
    const { message } = await failureOf(build([{ from: folder, to: '/' }]));
    assert.match(message, /s\.sock is neither a file nor a folder nor a link/);
  } finally {
    server.close();
  }
});

it.run();
