import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { capstan, startCapstan } from '../cli/support.ts';
import { eventually } from '../support/eventually.ts';
import { isRoot } from '../support/image.ts';
import { scratchFolder } from '../support/scratch.ts';
import { buildEnv } from './run-build.ts';
import { scratchProject } from './scratch-project.ts';

const it = suite('builds that do not come to their end');
const run = promisify(execFile);
const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

it('a disk that is full is told, and what the last build made stays as it was', async () => {
  const project = scratchProject();
  const out = join(project.folder, 'node_modules-out');
  mkdirSync(out);
  const build = `'${process.execPath}' '${main}' build --project '${project.folder}' --out '${out}'`;
  const script = `
state() { (cd '${out}' && find . -type f ! -path '*/blobs/*' -exec sha256sum {} + | sort); }
mount -t tmpfs -o size=12m capstan-test '${out}'
${build} image --component empty || exit 10
before="$(state)"
${build} image chart 2>'${project.folder}/told' && exit 11
[ "$before" = "$(state)" ] || exit 12
[ -z "$(find '${out}' -name '*partial*' -o -name '*.new*')" ] || exit 13
`;
  const own = isRoot ? [] : ['--user', '--map-root-user'];
  const env = buildEnv({ PATH: process.env['PATH'] ?? '' });
  const { code, stderr } = await run('unshare', [...own, '--mount', 'sh', '-c', script], { env }).then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  assert.is(code, 0, stderr);
  assert.match(readFileSync(join(project.folder, 'told'), 'utf8'), /FILE_UNWRITABLE/);
});

it('charts that cannot join the index leave the images of the last build as well', async () => {
  const project = scratchProject();
  const first = await capstan(['build', 'image', 'chart', '--component', 'empty'], {
    cwd: project.folder,
    env: buildEnv(),
  });
  assert.is(first.code, 0, first.stderr);
  project.write('charts/local/index.yaml', 'entries: [');
  const state = () => run('sh', ['-c', 'find bin charts -type f -exec sha256sum {} + | sort'], { cwd: project.folder });
  const before = (await state()).stdout;
  project.write('LICENSE', 'changed\n');
  const { code, stderr } = await capstan(['build', 'image', 'chart'], { cwd: project.folder, env: buildEnv() });
  assert.is(code, 1);
  assert.match(stderr, /index\.yaml/);
  assert.is((await state()).stdout, before);
});

it('what a killed build has left goes with the next one', async () => {
  const project = scratchProject({
    'build.yaml': `name: shop
components: [{ name: web, files: [{ from: LICENSE, to: /LICENSE }] }, { name: slow, build: 'sh wait.sh \${OUT}' }]
`,
    'wait.sh': '#!/bin/sh\ntouch "$1/half"\necho $$ > pid\nexec sleep 600\n',
  });
  const temporary = scratchFolder();
  const env = buildEnv({ TMPDIR: temporary });
  const child = startCapstan(['build'], { cwd: project.folder, env });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const pid = await pidIn(project.folder);
  child.kill('SIGKILL');
  process.kill(pid);
  await ended;
  const left = () => readdirSync(project.folder).filter((name) => name.startsWith('.build-'));
  assert.is(left().length, 1);
  assert.match(readdirSync(temporary, { recursive: true }).join(), '/half');
  const { code, stderr } = await capstan(['build', 'image', '--component', 'web'], { cwd: project.folder, env });
  assert.is(code, 0, stderr);
  assert.equal(left(), []);
  assert.equal(readdirSync(temporary), []);
});

for (const [what, name] of [
  ['Ctrl-C', 'SIGINT'],
  ['a terminal that is closed', 'SIGHUP'],
] as const)
  it(`${what} ends it with what it has started, and nothing is written`, async () => {
    const project = scratchProject({
      'build.yaml': `name: shop
components: [{ name: web, build: sh wait.sh }]
`,
      'wait.sh': '#!/bin/sh\necho $$ > pid\nexec sleep 600\n',
    });
    const child = startCapstan(['build', 'image'], { cwd: project.folder, env: buildEnv() });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const pid = await pidIn(project.folder);
    child.kill(name);
    assert.is(await ended, 1);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
    assert.not.ok(readdirSync(project.folder).some((file) => file === 'bin' || file.startsWith('.build-')));
  });

/** Of wait.sh. The shell has made the file before it writes to it, and 0 would be this process's own group. */
function pidIn(folder: string): Promise<number> {
  return eventually(() => {
    const text = readFileSync(join(folder, 'pid'), 'utf8');
    assert.match(text, /^\d+\n$/);
    return Number(text);
  });
}

it.run();
