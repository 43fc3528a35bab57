import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runOwn, runProgramOf } from '../../../src/cli/dev/run-program.ts';
import { isAbort } from '../../../src/errors/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('programs run in this terminal');

const module = new URL('../../../src/cli/dev/run-program.ts', import.meta.url).href;
const env = process.env;

/** Ends some time after it was told to. */
const slow = writeText(
  `${scratchFolder()}/slow.mjs`,
  `for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => setTimeout(() => {
     console.log(name);
     process.exit(3);
   }, 100));
   setInterval(() => {}, 60_000);
   console.log('runs');`,
);

for (const [what, words] of [
  ['itself', [process.execPath, slow]],
  ['by a shell', ['/bin/sh', '-c', `${process.execPath} ${slow}; true`]],
] as const) {
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    it(`${name} is handed on to a program that is run ${what}, which is waited for`, async () => {
      const [file, ...args] = words;
      const script = `
        const { runProgramOf } = await import('${module}');
        process.exitCode = await runProgramOf('${file}', ${JSON.stringify(args)}, { env: process.env });
        console.log('over');`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      const [first] = (await once(child.stdout, 'data')) as [Buffer];
      child.kill(name);
      assert.is(`${first}${await text(child.stdout)}`, `runs\n${name}\nover\n`);
      if (what === 'itself') assert.is((await ended)[0], 3);
    });
  }
}

it('the exit code is as a shell would have it, and nothing listens any more', async () => {
  const before = process.listenerCount('SIGTERM');
  assert.is(await runProgramOf('/bin/sh', ['-c', 'exit 7'], { env }), 7);
  assert.is(await runProgramOf('/bin/sh', ['-c', 'kill -TERM $$'], { env }), 143);
  const failure = await runProgramOf('/nowhere/program', [], { env }).catch((error: unknown) => String(error));
  assert.match(String(failure), /^CapstanError: \/nowhere\/program cannot be run: .*ENOENT/);
  assert.is(process.listenerCount('SIGTERM'), before);
});

it('nothing of our own is begun any more after the signal', async () => {
  const failure = await runOwn(['--version'], { env }, AbortSignal.abort()).catch((error: unknown) => error);
  assert.ok(isAbort(failure), String(failure));
});

it.run();
