import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BinaryProgress, provideBinaries } from '../../src/devcluster/index.ts';
import { type CapstanError, isCapstanError } from '../../src/errors/index.ts';
import { commandLine } from '../../src/process-table.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder, writeModules, writeScript, writeText } from '../support/scratch.ts';

const it = suite('provideBinaries');

/** A `go` that logs how it was called and does `script`; $out is what -o names. */
function setUp(script: string) {
  const folder = scratchFolder();
  const log = join(folder, 'calls');
  writeScript(
    join(folder, 'bin/go'),
    `echo "$@" >>${log}; while [ "$1" != -o ]; do shift; done; out=$2; package=$3\n${script}`,
  );
  const env = { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  const steps: BinaryProgress[] = [];
  const modules = writeModules(join(folder, 'modules'));
  return {
    folder,
    env,
    modules,
    steps,
    onProgress: (step: BinaryProgress) => steps.push(step),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

const succeed = 'echo "program $package" >$out; chmod +x $out';

async function failure(work: Promise<unknown>): Promise<CapstanError> {
  try {
    await work;
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  return assert.unreachable('no error') as never;
}

it('takes a program from KUBEBUILDER_ASSETS and builds only what is missing there', async () => {
  const given = setUp(succeed);
  const assets = join(given.folder, 'assets');
  writeScript(join(assets, 'etcd'), 'exit 0');
  writeText(join(assets, 'kubectl'), 'not executable', 0o644);
  const found = await provideBinaries(['etcd', 'kubectl'], {
    ...given,
    env: { ...given.env, KUBEBUILDER_ASSETS: assets },
  });
  assert.is(found.etcd, join(assets, 'etcd'));
  assert.match(readFileSync(found.kubectl, 'utf8'), 'program k8s.io/kubernetes/cmd/kubectl');
  assert.equal(given.steps, [{ step: 'build', what: 'kubectl', index: 1, count: 1 }]);
});

it('builds into the cache once, and tells the version to the linker', async () => {
  const given = setUp(succeed);
  const first = await provideBinaries(['etcd', 'kwok'], given);
  assert.match(first.etcd, join(given.folder, '.cache/capstan/control-plane/'));
  assert.equal(
    given.steps.map(({ step, what, index, count }) => `${step} ${what} ${index}/${count}`),
    ['build etcd 1/2', 'build kwok 2/2'],
  );
  assert.match(given.calls()[0] ?? '', 'k8s.io/component-base/version.gitVersion=v1.34.4');
  assert.match(given.calls()[0] ?? '', 'k8s.io/component-base/version.gitMinor=34');
  assert.equal(await provideBinaries(['etcd', 'kwok'], given), first);
  assert.is(given.calls().length, 2, 'nothing is built again');
});

it('XDG_CACHE_HOME moves the cache', async () => {
  const given = setUp(succeed);
  const cache = join(given.folder, 'elsewhere');
  const { helm } = await provideBinaries(['helm'], { ...given, env: { ...given.env, XDG_CACHE_HOME: cache } });
  assert.ok(helm.startsWith(join(cache, 'capstan/control-plane/')), helm);
});

it('another pin is another folder, and the modules do not mix', async () => {
  const given = setUp(succeed);
  const before = await provideBinaries(['kwok', 'helm'], given);
  assert.is.not(dirname(before.kwok), dirname(before.helm));
  writeText(join(given.modules, 'kwok/go.sum'), 'changed');
  const after = await provideBinaries(['kwok', 'helm'], given);
  assert.is.not(after.kwok, before.kwok);
  assert.is(after.helm, before.helm);
});

it('a failed build shows the end of what go said, and leaves nothing in the cache', async () => {
  const given = setUp('echo half >$out; for i in 1 2 3; do echo "line $i: undefined: foo" >&2; done; exit 2');
  const error = await failure(provideBinaries(['kwok'], given));
  assert.is(error.code, 'TOOL_FAILED');
  assert.match(error.message, /go build of kwok failed \(exit code 2\)/);
  assert.match(error.message, /line 3: undefined: foo/);
  const cache = join(given.folder, '.cache/capstan/control-plane');
  const left = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.equal(left, []);
});

it('says what to do when there is no go', async () => {
  const given = setUp(succeed);
  const error = await failure(provideBinaries(['kwok'], { ...given, env: { ...given.env, PATH: '/nowhere' } }));
  assert.is(error.code, 'TOOL_MISSING');
  assert.match(error.hint ?? '', /install Go 1\.21 or newer/);
});

it('says what is missing outside of a checkout', async () => {
  const given = setUp(succeed);
  rmSync(given.modules, { recursive: true });
  const error = await failure(provideBinaries(['kwok'], given));
  assert.is(error.code, 'FILE_UNREADABLE');
  assert.match(error.hint ?? '', /checkout/);
});

it('several that need the same program at once build it once', async () => {
  const given = setUp(`sleep 1; ${succeed}`);
  const program = new URL('./support/provide-kwok.ts', import.meta.url).pathname;
  const { spawn } = await import('node:child_process');
  const runs = [1, 2, 3].map(
    () =>
      new Promise<number | null>((resolve, reject) => {
        const env = { ...given.env, MODULES: given.modules };
        spawn(process.execPath, [program], { env, stdio: 'inherit' }).once('error', reject).once('exit', resolve);
      }),
  );
  assert.equal(await Promise.all(runs), [0, 0, 0]);
  assert.is(given.calls().length, 1);
});

it('an abort ends the compiler at once', async () => {
  const given = setUp('sleep 600 & echo $$ $! >>"$HOME/pid"; wait');
  const abort = new AbortController();
  const building = provideBinaries(['kwok'], given, abort.signal);
  const pidFile = join(given.folder, 'pid');
  await eventually(() => assert.match(readFileSync(pidFile, 'utf8'), /\n$/));
  abort.abort(new Error('enough'));
  try {
    await building;
    assert.unreachable('no error');
  } catch (error) {
    assert.is((error as Error).message, 'enough');
  }
  const pids = readFileSync(pidFile, 'utf8').trim().split(' ').map(Number);
  await eventually(() => assert.equal(pids.map(commandLine), [undefined, undefined]));
});

it.run();
