import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readValues } from './candidate.ts';
import { describe, divergences } from './compare.ts';
import { families, values } from './families.ts';
import { Oracle } from './oracle.ts';

process.env['TZ'] = 'UTC'; // as the oracle's: what is shown of a time depends on it

const it = suite('expressions as Helm renders them');
const tables = families();
const given = readValues(values.yaml, values.sets);
let oracle: Oracle;

it.before(async () => {
  oracle = await Oracle.start();
});
it.after(() => oracle[Symbol.asyncDispose]());

it('the oracle is Helm 3.21', async () => {
  const { output } = await oracle.ask({ op: 'hello' });
  assert.match(output, /^v3\.21\.4 go1\./);
});

it('the tables are as large as promised', () => {
  assert.ok(tables.reduce((sum, { rows }) => sum + rows.length, 0) >= 2_500);
});

for (const { name, rows } of tables) {
  it(`${name}: ${rows.length} expressions`, async () => {
    const different = await divergences(rows, oracle, given);
    process.stdout.write(`${name}: ${rows.length - different.length} of ${rows.length} as Helm\n`);
    assert.is(different.length, 0, different.slice(0, 30).map(describe).join('\n'));
  });
}

it.run();
