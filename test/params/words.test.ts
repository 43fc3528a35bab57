import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { splitWords } from '../../src/params/index.ts';
import { caught } from '../support/code-of.ts';

const it = suite('words of a command line');

for (const line of [
  'bash /data/deploy.sh  a\tb\n',
  `a 'b c' "d e" f\\ g`,
  `--set a="x y"z --name=it\\'s ''`,
  `"a\\"b" 'a\\b' "a\\b" "\\\\"`,
  'one\\\ntwo "three\\\nfour"',
]) {
  it(`a POSIX shell parts ${JSON.stringify(line)} likewise`, () => {
    const printed = execFileSync('/bin/sh', ['-c', `for word in ${line.trim()}; do printf '%s\\0' "$word"; done`]);
    assert.equal(splitWords(line), String(printed).split('\0').slice(0, -1));
  });
}

it('002.20: what a shell would act on is text', () => {
  assert.equal(splitWords('a $(touch x) `id` ; && | > * ~ $HOME'), [
    ...['a', '$(touch', 'x)', '`id`', ';', '&&', '|', '>', '*', '~', '$HOME'],
  ]);
});

it('what is in single quotes is not handed to expand', () => {
  const expand = (text: string) => text.replaceAll('$A', 'one two');
  assert.equal(splitWords(`$A "$A" '$A' \\$A`, expand), ['one two', 'one two', '$A', '$A']);
});

for (const line of [`a 'b`, 'a "b', 'a\\']) {
  it(`${line}: what is not closed is refused`, () => assert.is(caught(() => splitWords(line)).code, 'PARAMS_INVALID'));
}

it.run();
