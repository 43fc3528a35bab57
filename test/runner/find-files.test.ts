import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classify, findTestFiles } from './find-files.ts';

const it = suite('findTestFiles');

for (const [path, source, want] of [
  ['test/release/plan.test.ts', "import { suite } from 'uvu';", 'unit'],
  ['test/conformance/charts.test.ts', '', 'conformance'],
  ['test/integration/install.test.ts', '', 'integration'],
  ['test/cluster/watch.test.ts', "import { useControlPlane } from '../support/cluster.ts';", 'integration'],
  ['test/chaos/walk.test.ts', "import { useControlPlane } from '../support/cluster.ts';", 'chaos'],
  ['test/e2e/image.test.ts', "import { useControlPlane } from '../support/cluster.ts';", 'e2e'],
] as const) {
  it(`${path} is a test of the kind ${want}`, () => assert.is(classify(path, source), want));
}

it('finds this file and no fixtures', () => {
  const files = findTestFiles(new URL('../..', import.meta.url).pathname, ['test/runner/']);
  assert.equal(
    files.map(({ path }) => path),
    ['test/runner/find-files.test.ts', 'test/runner/judge.test.ts', 'test/runner/run-file.test.ts'],
  );
  assert.ok(files.every(({ kind }) => kind === 'unit'));
});

it.run();
