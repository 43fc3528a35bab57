import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judge, readTotals } from './judge.ts';

const it = suite('judge');

const summary = (total: number, passed: number, skipped = 0) =>
  `• • •   (${passed} / ${total})\n\n  Total:     ${total}\n\x1b[32m  Passed:    ${passed}\x1b[39m\n  Skipped:   ${skipped}\n  Duration:  1.00ms\n\n`;

const source = "const it = suite('a');\nit('b', () => {});\nit.run();\n";

for (const [what, output, want] of [
  ['reads the totals through colours', summary(3, 2, 1), { total: 3, passed: 2, skipped: 1 }],
  ['adds up several summaries', summary(3, 3) + summary(2, 1), { total: 5, passed: 4, skipped: 0 }],
  ['finds no totals in other words', 'Total: 3\n  Passed: many\n', undefined],
  ['does not take half a summary', '  Total:     3\n', undefined],
  ['finds nothing in nothing', '', undefined],
] as const) {
  it(what, () => assert.equal(readTotals(output), want));
}

const end = { source, output: summary(2, 2), code: 0, signal: null, timedOut: false } as const;

for (const [what, evidence, want] of [
  ['all passed', end, { passed: 2, failed: 0, skipped: 0, reasons: [] }],
  [
    'some failed',
    { ...end, output: summary(3, 1), code: 1 },
    { passed: 1, failed: 2, skipped: 0, reasons: ['exit code 1', '2 of 3 tests did not pass'] },
  ],
  [
    'not all passed although the exit code is 0',
    { ...end, output: summary(3, 2) },
    { passed: 2, failed: 1, skipped: 0, reasons: ['1 of 3 tests did not pass'] },
  ],
  [
    'all passed but the exit code is not 0',
    { ...end, code: 7 },
    { passed: 2, failed: 1, skipped: 0, reasons: ['exit code 7'] },
  ],
  ['no totals', { ...end, output: '' }, { passed: 0, failed: 1, skipped: 0, reasons: ['it printed no totals'] }],
  ['no tests', { ...end, output: summary(0, 0) }, { passed: 0, failed: 1, skipped: 0, reasons: ['it has no tests'] }],
  [
    'a skipped test',
    { ...end, output: summary(2, 2, 1) },
    { passed: 2, failed: 1, skipped: 0, reasons: ['1 skipped'] },
  ],
  [
    'a skipped test that says why, where it may not',
    { ...end, output: `skipped: it rains\n${summary(2, 2, 1)}` },
    { passed: 2, failed: 1, skipped: 0, reasons: ['1 skipped'] },
  ],
  [
    'a skipped test that may, and does not say why',
    { ...end, output: summary(2, 2, 1), maySkip: true },
    { passed: 2, failed: 1, skipped: 0, reasons: ['1 skipped'] },
  ],
  [
    'skipped tests that may and say why',
    { ...end, output: `skipped: no root here\n${summary(0, 0, 3)}`, maySkip: true },
    { passed: 0, failed: 0, skipped: 3, reasons: [], skipWord: 'no root here' },
  ],
  [
    'a failure beside skipped tests',
    { ...end, output: `skipped: no root here\n${summary(2, 1, 3)}`, code: 1, maySkip: true },
    {
      passed: 1,
      failed: 1,
      skipped: 3,
      reasons: ['exit code 1', '1 of 2 tests did not pass'],
      skipWord: 'no root here',
    },
  ],
  [
    'a reason and no tests',
    { ...end, output: `skipped: no root here\n${summary(0, 0)}`, maySkip: true },
    { passed: 0, failed: 1, skipped: 0, reasons: ['it has no tests'] },
  ],
  [
    'a signal',
    { ...end, code: null, signal: 'SIGSEGV' },
    { passed: 2, failed: 1, skipped: 0, reasons: ['it was ended by SIGSEGV'] },
  ],
  [
    'a time-out',
    { ...end, output: '', code: null, signal: 'SIGKILL', timedOut: true },
    { passed: 0, failed: 1, skipped: 0, reasons: ['it took too long and was ended', 'it printed no totals'] },
  ],
  [
    'a suite that is not run',
    { ...end, source: `${source}const other = suite<{ id: string }>('other');\nother('c', () => {});\n` },
    { passed: 2, failed: 1, skipped: 0, reasons: ['the suite other is never run: other.run() is missing'] },
  ],
  [
    'a run() that is only a comment',
    { ...end, source: source.replace('it.run()', '// it.run()') },
    { passed: 2, failed: 1, skipped: 0, reasons: ['the suite it is never run: it.run() is missing'] },
  ],
  [
    'an only',
    { ...end, source: source.replace('it(', 'it.only(') },
    { passed: 2, failed: 1, skipped: 0, reasons: ['it.only hides the other tests'] },
  ],
] as const) {
  it(`judges: ${what}`, () => assert.equal(judge(evidence), want));
}

it.run();
