import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explainCode } from '../../src/cli/explain.ts';
import { catalogue, explanations } from '../../src/errors/index.ts';
import { capstan } from './support.ts';

const it = suite('capstan explain');

it('every code has words of its own: an example and what to do', () => {
  assert.equal(Object.keys(explanations).sort(), Object.keys(catalogue).sort());
  const all = Object.values(explanations);
  for (const { example, help } of all) {
    assert.ok(example.length > 20, example);
    assert.ok(help.length > 20, help);
  }
  assert.is(new Set(all.map(({ example }) => example)).size, all.length);
});

it('says what happened, how it comes about, what to do, and what the operator does', () => {
  const [title, ...lines] = explainCode('hook_failed').trimEnd().split('\n');
  assert.is(title, 'HOOK_FAILED: a hook failed');
  assert.equal(
    lines.map((line) => line.split(':')[0]),
    ['  for example', '  what to do', '  then'],
  );
});

it('prints data for a program', async () => {
  const one = JSON.parse((await capstan(['explain', 'hook_failed', '-o', 'json'])).stdout);
  assert.equal(Object.keys(one), ['code', 'title', 'example', 'help', 'retry', 'again']);
  const all = JSON.parse((await capstan(['explain', '-o', 'json'])).stdout);
  assert.is(all.length, Object.keys(catalogue).length);
});

it.run();
