import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../src/errors/index.ts';
import { maskedError, maskerOf } from '../../src/execution/secrets/index.ts';

const it = suite('masking');
const secrets = { db: { password: 'hunter2"x' }, list: ['first-key'], key: 'line-one\nline-two', short: 'ab' };
const mask = maskerOf(secrets);

for (const [what, text, want] of [
  ['as it is', 'password hunter2"x!', 'password ****!'],
  ['as JSON has it', JSON.stringify({ a: 'hunter2"x' }), '{"a":"****"}'],
  ['in base64', `data: ${Buffer.from('hunter2"x').toString('base64')}`, 'data: ****'],
  ['in a list', 'uses first-key', 'uses ****'],
  ['a line of it', 'then line-two came', 'then **** came'],
  ['what is too short to be looked for', 'ab', 'ab'],
] as const) {
  it(`002.11: a secret ${what}`, () => assert.is(mask(text), want));
}

it('002.11: a secret within what base64 encodes leaves none of its letters, wherever it begins', () => {
  for (const before of ['', 'a', 'ab', 'url://user:', 'url://user:1']) {
    const encoded = Buffer.from(`${before}first-key@host`).toString('base64');
    const left = mask(`x: ${encoded}`).replace('****', '');
    assert.is.not(mask(encoded), encoded, before);
    assert.not.match(Buffer.from(left.slice(3), 'base64').toString('latin1'), /irst|rst-|-key|t-ke/);
  }
});

it('002.11: an error tells none: message, hint, excerpt', () => {
  const error = new CapstanError('TEMPLATE_FAILED', 'bad first-key', {
    hint: 'not first-key',
    place: { file: 'x.yaml', line: 1, text: 'a: first-key' },
    cause: new Error('first-key'),
  });
  const masked = maskedError(error, mask) as CapstanError;
  assert.is(masked.message, 'bad ****');
  assert.is(masked.hint, 'not ****');
  assert.is(masked.place?.text, 'a: ****');
  assert.is(masked.cause, undefined);
});

it.run();
