import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { executionOrder } from '../../../src/template/helm/index.ts';

const it = suite('executionOrder');

// as Helm 3.21.4 executes them, seen by templates that count up in .Values
it('is deepest first, within a depth from the last name to the first', () => {
  const names = ['c/templates/a.yaml', 'c/templates/b.yaml', 'c/charts/s/templates/a.yaml', 'c/templates/x/a.yaml'];
  assert.equal(
    executionOrder(names.map((name) => ({ name }))).map(({ name }) => name),
    ['c/charts/s/templates/a.yaml', 'c/templates/x/a.yaml', 'c/templates/b.yaml', 'c/templates/a.yaml'],
  );
});

it.run();
