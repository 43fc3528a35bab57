import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTestEnv, testEnvironment, testEnvText } from '../../../src/cli/testctl/environment.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('.testenv');

const values = { KNIT_TEST_KUBECONFIG: '/a/kubeconfig', KNIT_TEST_KUBECTX: 'dev', KNIT_TEST_NAMESPACE: 'knit-test' };

it('003.13: has the three variables, a line each', () => {
  const lines = testEnvText(values).split('\n');
  assert.equal(lines.slice(1), [
    'KNIT_TEST_KUBECONFIG=/a/kubeconfig',
    'KNIT_TEST_KUBECTX=dev',
    'KNIT_TEST_NAMESPACE=knit-test',
    '',
  ]);
});

for (const path of ['/a/kubeconfig', '/with space/k', '/with "quotes"/$HOME/`x`/k', '/with\\backslash/k']) {
  it(`003.13: ${path} is read as it was written, by us and by a shell`, async () => {
    const environment = testEnvironment(scratchFolder());
    writeText(environment.file, testEnvText({ ...values, KNIT_TEST_KUBECONFIG: path }));
    assert.equal(readTestEnv(environment), { ...values, KNIT_TEST_KUBECONFIG: path });
    const { execFileSync } = await import('node:child_process');
    const script = '. "$1"; printf %s "$KNIT_TEST_KUBECONFIG"';
    assert.is(execFileSync('/bin/sh', ['-c', script, 'sh', environment.file], { encoding: 'utf8' }), path);
  });
}

it('what else stands in the file is not handed on', () => {
  const environment = testEnvironment(scratchFolder());
  writeText(environment.file, `PATH=/nowhere\nNODE_OPTIONS=--bad\n${testEnvText(values)}`);
  assert.equal(readTestEnv(environment), values);
});

for (const [what, text, code] of [
  ['no file', undefined, 'CLUSTER_NOT_RUNNING'],
  ['an empty file', '', 'STATE_INVALID'],
  ['a variable without a value', testEnvText({ ...values, KNIT_TEST_NAMESPACE: '' }), 'STATE_INVALID'],
] as const) {
  it(`${what} is refused`, () => {
    const environment = testEnvironment(scratchFolder());
    if (text !== undefined) writeText(environment.file, text);
    try {
      readTestEnv(environment);
    } catch (error) {
      assert.ok(isCapstanError(error, code), String(error));
      return;
    }
    assert.unreachable();
  });
}

it.run();
