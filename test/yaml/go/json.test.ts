import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../../src/errors/index.ts';
import { type GoJsonOptions, readGoJson, unmarshalJson } from '../../../src/yaml/go/index.ts';

const it = suite('readGoJson');

/** What was decoded into, the text, what stood there afterwards, and the error. The file says what they were recorded with. */
type Row = readonly [op: string, text: string, data: unknown, error?: string];

const file = new URL('../../golden/yaml-go/json.json', import.meta.url);
const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: readonly Row[] };

const optionsOf: Readonly<Record<string, GoJsonOptions>> = {
  json: {},
  jsonMap: { into: 'map' },
  jsonList: { into: 'list' },
};

for (const [op, text, data, error] of rows) {
  it(`${op} ${JSON.stringify(text)}`, () => {
    const found = unmarshalJson(text, optionsOf[op]!);
    assert.is(found.error, error);
    const before = op === 'jsonMap' ? {} : op === 'jsonList' ? [] : null;
    assert.equal(found.data === undefined ? before : found.data, data);
  });
}

it('throws what is wrong', () => {
  assert.throws(
    () => readGoJson('{'),
    (error: unknown) => isCapstanError(error, 'YAML_INVALID') && error.message === 'unexpected end of JSON input',
  );
});

it('is not deeper than Go', () => {
  assert.is(unmarshalJson('['.repeat(10_001)).error, "invalid character '[' exceeded max depth");
  assert.is(unmarshalJson('['.repeat(10_000)).error, 'unexpected end of JSON input');
});

it.run();
