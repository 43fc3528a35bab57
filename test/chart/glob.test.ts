import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isMatch } from '../../src/chart/index.ts';

const it = suite('isMatch');

for (const [pattern, path, want] of [
  ['conf/*', 'conf/a.toml', true],
  ['conf/*', 'conf/sub/a.toml', false],
  ['conf/**', 'conf/sub/a.toml', true],
  ['**.toml', 'conf/sub/a.toml', true],
  ['*.toml', 'conf/a.toml', false],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['{a,b}.txt', 'b.txt', true],
  ['{a,b}.txt', 'c.txt', false],
  ['[ab].txt', 'b.txt', true],
  ['[!ab].txt', 'b.txt', false],
  ['[a-c].txt', 'b.txt', true],
  ['a.c', 'abc', false],
  ['a+(b)$', 'a+(b)$', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['', '', true],
] as const) {
  it(`${pattern} ${want ? 'matches' : 'does not match'} ${path}`, () => assert.is(isMatch(pattern, path), want));
}

it.run();
