import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError, messageOf } from '../../src/errors/index.ts';
import { withoutSecretData, withPlainData } from '../../src/release/secret-data.ts';

const metadata = { name: 'vault' };
const secret = (fields: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata, ...fields });

const it = suite("a Secret's data");

for (const [what, fields, words, want] of [
  [
    'a number, as server-side apply quotes it',
    { stringData: { pin: 12345 } },
    'got &{Value:12345}',
    'got &{Value:****}',
  ],
  [
    'a text that is no base64',
    { data: { word: 'hush"hush' } },
    'Invalid value: "hush\\"hush"',
    'Invalid value: "****"',
  ],
  ['what base64 stands for', { data: { word: 'aHVzaA==' } }, 'aHVzaA== is hush', '**** is ****'],
  ['the longer of two first', { stringData: { a: 'ab', b: 'abc' } }, 'abc ab', '**** ****'],
  ['an empty text hides nothing', { stringData: { a: '' } }, 'type is wrong', 'type is wrong'],
] as const) {
  it(`is not in a refusal: ${what}`, () => {
    const error = withoutSecretData(new CapstanError('OBJECT_INVALID', words), secret(fields));
    assert.is(messageOf(error), want);
  });
}

it("a refusal of another kind's object stays as it is", () => {
  const error = new CapstanError('OBJECT_INVALID', 'got hush');
  assert.is(withoutSecretData(error, { ...secret({ data: { a: 'hush' } }), kind: 'ConfigMap' }), error);
});

it('stringData is sent as data, over data of the same key', () => {
  const sent = withPlainData(secret({ data: { a: 'eA==', b: 'eQ==' }, stringData: { b: 'z' } }));
  assert.equal(sent, secret({ data: { a: 'eA==', b: 'eg==' } }));
});

it.run();
