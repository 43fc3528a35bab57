import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readAnsi } from '../../../src/web/commands/ansi.ts';

const it = suite('ansi');

for (const [what, line, want] of [
  ['plain text is one piece', 'a [1m b', [['a [1m b', '']]],
  ['an empty line has none', '', []],
  [
    'a colour and its end',
    '\x1b[32mok\x1b[0m done',
    [
      ['ok', 'c2'],
      [' done', ''],
    ],
  ],
  ['bright colours are the same', '\x1b[91mbad', [['bad', 'c1']]],
  [
    'colour and weight together',
    '\x1b[1;33mcare\x1b[39mful\x1b[22m.',
    [
      ['care', 'c3 strong'],
      ['ful', 'strong'],
      ['.', ''],
    ],
  ],
  [
    'no code is an end',
    '\x1b[31ma\x1b[mb',
    [
      ['a', 'c1'],
      ['b', ''],
    ],
  ],
  ['moves of the cursor are left out', '\x1b[2K\x1b[1Gagain\x1b[?25l', [['again', '']]],
  ['titles of windows are left out', '\x1b]0;title\x07text', [['text', '']]],
  [
    'colours beyond the eight are shown as none',
    '\x1b[31;38;5;2mx\x1b[48;2;1;2;9my',
    [
      ['x', ''],
      ['y', ''],
    ],
  ],
  ['markup stays text', '<b>&amp;</b>', [['<b>&amp;</b>', '']]],
] as const)
  it(what, () =>
    assert.equal(
      readAnsi(line).map(({ text, look }) => [text, look]),
      want,
    ),
  );

it.run();
