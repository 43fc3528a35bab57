import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../../src/errors/index.ts';
import { mergeSources, type ReadSource } from '../../../src/operator/sources/values-from.ts';

const it = suite('values from ConfigMaps and Secrets');

type Kind = 'ConfigMap' | 'Secret';

function source(kind: Kind, text: string | undefined, more: Partial<ReadSource['source']> = {}): ReadSource {
  const name = 'site';
  const settings = { kind, name, valuesKey: 'values.yaml', targetPath: undefined, optional: false, ...more };
  const encoded = text === undefined || kind === 'ConfigMap' ? text : Buffer.from(text).toString('base64');
  const data = encoded === undefined ? {} : { data: { 'values.yaml': encoded } };
  return {
    source: settings,
    ref: { group: '', version: 'v1', kind, namespace: 'demo', name },
    object: { apiVersion: 'v1', kind, metadata: { name, namespace: 'demo' }, ...data },
  };
}

const absent = (kind: Kind, optional: boolean): ReadSource => ({
  ...source(kind, undefined, { optional }),
  object: undefined,
});

for (const [what, read, values, waitingFor] of [
  ['none', [], {}, []],
  ['a ConfigMap', [source('ConfigMap', 'a: 1\nb: {c: yes}')], { a: 1, b: { c: true } }, []],
  ['a Secret', [source('Secret', 'a: "007"')], { a: '007' }, []],
  ['an empty text', [source('ConfigMap', '')], {}, []],
  [
    'the last of two counts, tables merge, lists do not, null stays',
    [source('ConfigMap', 'a: {x: 1, z: 2}\nl: [1, 2]\nnone: 1'), source('Secret', 'a: {z: 3}\nl: [3]\nnone: null')],
    { a: { x: 1, z: 3 }, l: [3], none: null },
    [],
  ],
  [
    'a target path takes the text as it is',
    [source('Secret', 'a: 1, {b},\\c=d\n"e"', { targetPath: 'db.list[1].password' })],
    { db: { list: [null, { password: 'a: 1, {b},\\c=d\n"e"' }] } },
    [],
  ],
  ['a number at a target path stays a text', [source('ConfigMap', '1', { targetPath: 'a' })], { a: '1' }, []],
  ['a missing object', [absent('ConfigMap', false)], {}, ['ConfigMap demo/site to exist']],
  ['a missing optional object', [absent('Secret', true)], {}, []],
  ['a missing key', [source('Secret', undefined)], {}, ['Secret demo/site to have key values.yaml']],
  ['a missing key of an optional one', [source('ConfigMap', undefined, { optional: true })], {}, []],
] as const) {
  it(what, () => assert.equal(mergeSources(read), { values, waitingFor }));
}

it('binary data of a ConfigMap is read, too', () => {
  const read = source('ConfigMap', undefined);
  const binaryData = { 'values.yaml': Buffer.from('a: é').toString('base64') };
  assert.equal(mergeSources([{ ...read, object: { ...read.object!, binaryData } }]).values, { a: 'é' });
});

for (const [what, text, line] of [
  ['no YAML', 'a: 1\nb: "hunter2', ' (line 2)'],
  ['a text', 'hunter2', ''],
  ['a list', '- hunter2', ''],
  ['a tab', 'a:\n\thunter2: 1', ' (line 2)'],
] as const) {
  it(`${what} is an error that names object and key, and quotes nothing`, () => {
    try {
      mergeSources([source('Secret', text)]);
      assert.unreachable();
    } catch (error) {
      assert.ok(isCapstanError(error, 'VALUES_INVALID'));
      assert.is(error.message, `Secret demo/site: key values.yaml holds no YAML map${line}`);
      assert.is(error.cause, undefined);
      assert.not.match(JSON.stringify([error.hint, error.place, error.stack]), /hunter2/);
    }
  });
}

it.run();
