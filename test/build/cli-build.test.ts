import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { preparePayload } from '../../src/build/clis/program.ts';
import { scratchFolder } from '../support/scratch.ts';
import { runBuild } from './run-build.ts';
import { scratchProject } from './scratch-project.ts';

const it = suite('CLIs');

const bareSystem = { PATH: '/usr/bin:/bin' };

function run(file: string, words: readonly string[], env: Readonly<Record<string, string>> = bareSystem): string {
  return execFileSync(file, words, { encoding: 'utf8', env, cwd: '/' });
}

/** What a program is for, by the first bytes of its file. */
function formOf(path: string): string {
  const head = Buffer.alloc(1024);
  const file = openSync(path, 'r');
  readSync(file, head);
  closeSync(file);
  if (head.subarray(0, 2).toString() === '#!') return 'script';
  if (head.subarray(0, 2).toString() === 'MZ') {
    const machine = head.readUInt16LE(head.readUInt32LE(0x3c) + 4);
    return machine === 0x8664 ? 'windows amd64' : `windows ${machine}`;
  }
  const machines = new Map([
    [0x3e, 'linux amd64'],
    [0xb7, 'linux arm64'],
  ]);
  return head.subarray(1, 4).toString() === 'ELF' ? (machines.get(head.readUInt16LE(18)) ?? 'ELF') : 'unknown';
}

it('what goes into a program does not tell where it was made', async () => {
  const payloads: Buffer[] = [];
  for (const folder of [scratchFolder(), scratchFolder()]) {
    const file = await preparePayload('console.log(1);', process.execPath, folder, process.env);
    assert.not.ok(readFileSync(file).includes(folder));
    payloads.push(readFileSync(file));
  }
  assert.equal(payloads[0], payloads[1]);
});

it('003.4: there is one file for each OS and ARCH, and it is made for them', async () => {
  const project = scratchProject();
  const { code, stderr } = await runBuild(project, ['cli'], { OS: 'linux windows darwin', ARCH: 'arm64 amd64' });
  assert.is(code, 0, stderr);
  const clis = join(project.folder, 'bin/clis');
  const forms = Object.fromEntries(readdirSync(clis).map((name) => [name, formOf(join(clis, name))]));
  assert.equal(forms, {
    'shop-darwin-amd64': 'script',
    'shop-darwin-arm64': 'script',
    'shop-linux-amd64': 'linux amd64',
    'shop-linux-arm64': 'linux arm64',
    'shop-windows-amd64.exe': 'windows amd64',
    'shop-windows-arm64.exe': 'windows amd64',
  });

  const own = join(clis, `shop-linux-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`);
  assert.is(run(own, ['a', 'b']), 'shop a+b\n');

  const launcher = join(clis, 'shop-darwin-arm64');
  const withNode = { PATH: `${dirname(process.execPath)}:${bareSystem.PATH}` };
  assert.is(run(launcher, ['a'], withNode), 'shop a\n');
  assert.match(run(launcher, ['--help'], withNode), /shop needs Node\.js 24 or newer on the PATH/);
});

it('a launcher says what is missing where there is no Node.js', async () => {
  const project = scratchProject();
  const { code, stderr } = await runBuild(project, ['cli'], { OS: 'darwin' });
  assert.is(code, 0, stderr);
  const folder = scratchFolder();
  symlinkSync('/bin/sh', join(folder, 'sh'));
  const file = join(project.folder, `bin/clis/shop-darwin-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`);
  try {
    execFileSync('/bin/sh', [file], { encoding: 'utf8', env: { PATH: folder }, stdio: 'pipe' });
    assert.unreachable();
  } catch (error) {
    assert.match(String((error as { stderr?: string }).stderr), /^shop needs Node\.js 24 or newer on the PATH/);
  }
});

it('a program that cannot be bundled is told, and what was there stays', async () => {
  const project = scratchProject();
  const { code } = await runBuild(project, ['cli'], { OS: 'darwin' });
  assert.is(code, 0);
  project.write('cli/main.ts', "import './nowhere.ts';\n");
  const broken = await runBuild(project, ['cli'], { OS: 'darwin' });
  assert.is(broken.code, 1);
  assert.match(broken.stderr, /cli\/main\.ts cannot be bundled: .*nowhere\.ts/s);
  const file = join(project.folder, `bin/clis/shop-darwin-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`);
  const withNode = { PATH: `${dirname(process.execPath)}:${bareSystem.PATH}` };
  assert.is(run(file, ['still'], withNode), 'shop still\n');
  assert.equal(readdirSync(join(project.folder, 'bin/clis')).length, 1);
});

it('without an esbuild of the project it says so', async () => {
  const project = scratchProject();
  execFileSync('rm', [join(project.folder, 'node_modules')]);
  const { code, stderr } = await runBuild(project, ['cli']);
  assert.is(code, 1);
  assert.match(stderr, /esbuild is needed to build CLIs, and the project has none {2}TOOL_MISSING/);
});

it.run();
