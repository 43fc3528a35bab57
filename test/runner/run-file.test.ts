import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runFile } from './run-file.ts';

const it = suite('runFile');

const root = new URL('../..', import.meta.url).pathname;

for (const [fixture, passed, failed, reason] of [
  ['good', 2, 0, /^$/],
  ['failing', 1, 2, /2 of 3 tests did not pass/],
  ['throwing-before', 0, 1, /did not pass|no totals/],
  ['forgotten-run', 0, 1, /it printed no totals/],
  ['one-of-two-run', 1, 1, /the suite second is never run/],
  ['skipping', 1, 1, /1 skipped/],
  ['only-one', 1, 1, /it\.only hides the other tests/],
  ['empty', 0, 1, /it has no tests/],
  ['exits-early', 0, 1, /it printed no totals/],
] as const) {
  it(`a file that is ${fixture} counts as ${passed} passed, ${failed} failed`, async () => {
    const run = await runFile(`test/runner/fixtures/${fixture}.ts`, { root, timeoutMs: 60_000, env: process.env });
    assert.equal([run.passed, run.failed], [passed, failed], run.output);
    assert.match(run.reasons.join('; '), reason);
  });
}

it('tests that are skipped for a reason count as skipped where they may, and as failed elsewhere', async () => {
  const path = 'test/runner/fixtures/skipping-with-reason.ts';
  const options = { root, timeoutMs: 60_000, env: process.env };
  const { output: _, seconds: __, ...run } = await runFile(path, { ...options, maySkip: true });
  const skipWord = 'there is no root here';
  assert.equal(run, { path, passed: 1, failed: 0, reasons: [], skipped: 1, skipWord });
  const { failed, skipped, reasons } = await runFile(path, options);
  assert.equal({ failed, skipped, reasons }, { failed: 1, skipped: 0, reasons: ['1 skipped'] });
});

it('a file that hangs is ended and fails', async () => {
  const run = await runFile('test/runner/fixtures/hanging.ts', { root, timeoutMs: 2_000, env: process.env });
  assert.is(run.failed, 1);
  assert.match(run.reasons.join('; '), /it took too long/);
});

it('an abort ends the file at once', async () => {
  const abort = new AbortController();
  const running = runFile(
    'test/runner/fixtures/hanging.ts',
    { root, timeoutMs: 60_000, env: process.env },
    abort.signal,
  );
  abort.abort();
  const run = await running;
  assert.is(run.failed, 1);
  assert.match(run.reasons.join('; '), /ended by SIGKILL/);
});

it.run();
