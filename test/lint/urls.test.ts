import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isEmail, isRequestUrl, isUrl } from '../../src/lint/urls.ts';

/**
 * Texts, and what govalidator (v0.0.0-20230301143203, which Helm 3.21.4 is built with) answers: three digits for IsEmail,
 * IsURL and IsRequestURL.
 */
const rows = readFileSync(new URL('./urls.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as [text: string, answers: string]);

const it = suite('urls and addresses');

it('are those of govalidator', () => {
  assert.ok(rows.length > 300);
  const wrong = rows.filter(
    ([text, answers]) => [isEmail, isUrl, isRequestUrl].map((test) => Number(test(text))).join('') !== answers,
  );
  assert.equal(wrong, []);
});

it('take no time for what nearly is one', () => {
  const started = performance.now();
  const long = 'a'.repeat(200_000);
  assert.not(isEmail(`${long}@${long}`));
  assert.not(isUrl(`${long.slice(0, 2_000)}!`)); // longer ones are none whatever they say
  assert.ok(performance.now() - started < 60_000);
});

it.run();
