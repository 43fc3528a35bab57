import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printError } from '../../src/cli/print-error.ts';
import { hasColor, hasProgress } from '../../src/cli/terminal.ts';
import { CapstanError } from '../../src/errors/index.ts';

const it = suite('print error');
const error = new CapstanError('WATCHES_INVALID', 'entry 1: "kind" is missing', {
  place: { file: 'w.yaml', line: 2, column: 3, text: '- group: a\n  version: v1\n' },
  hint: 'write one',
});
const plain = { color: false, json: false };

it('for people: message, code, place, excerpt, hint', () => {
  assert.is(
    printError(error, plain),
    [
      'error: entry 1: "kind" is missing  WATCHES_INVALID',
      '  at w.yaml:2:3',
      '      2 |   version: v1',
      '        |   ^',
      '  hint: write one',
      '',
    ].join('\n'),
  );
});

it('for programs: one object, without the text of the file', () => {
  assert.equal(JSON.parse(printError(error, { ...plain, json: true })), {
    error: {
      code: 'WATCHES_INVALID',
      message: 'entry 1: "kind" is missing',
      place: { file: 'w.yaml', line: 2, column: 3 },
      hint: 'write one',
    },
  });
});

it('a bug comes with its stack and asks for a report', () => {
  const text = printError(new TypeError('x is undefined'), plain);
  assert.match(text, /^TypeError: x is undefined\n {4}at /);
  assert.match(text, 'error: x is undefined  INTERNAL\n  hint: please report it with the lines above\n');
});

it('a bug is INTERNAL in JSON, without the stack', () => {
  const { error } = JSON.parse(printError('boom', { ...plain, json: true })) as { error: Record<string, unknown> };
  assert.equal(error, { code: 'INTERNAL', message: 'boom', hint: 'please report it with the lines above' });
});

for (const [what, isTTY, env, color, progress] of [
  ['a terminal', true, {}, true, true],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false, true],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false, false],
  ['a terminal of a CI', true, { CI: 'true' }, true, false],
  ['a pipe', false, {}, false, false],
] as const) {
  it(`${what} ${color ? 'gets' : 'gets no'} colours and ${progress ? 'gets' : 'gets no'} progress`, () => {
    assert.is(hasColor({ isTTY }, env), color);
    assert.is(hasProgress({ isTTY }, env), progress);
  });
}

it.run();
