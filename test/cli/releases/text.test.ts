import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ageOf, columns, painter } from '../../../src/cli/releases/index.ts';
import { redact } from '../../../src/release/index.ts';
import { lastErrorOf, maskValues, secretTexts } from '../../../src/view/index.ts';

const it = suite('texts about releases');

const rows = [
  ['NAME', 'STATUS', 'REASON'],
  ['web', 'Ready', 'exists'],
  ['database', 'Failed', 'a very long reason that does not fit\ninto one line'],
];

it('columns are as wide as they need to be; nothing is cut in a file', () => {
  assert.is(
    columns(rows, undefined),
    'NAME       STATUS   REASON\n' +
      'web        Ready    exists\n' +
      'database   Failed   a very long reason that does not fit into one line\n',
  );
});

it('on a terminal a line ends where it does', () => {
  assert.is(
    columns(rows, 40),
    'NAME      STATUS  REASON\nweb       Ready   exists\ndatabase  Failed  a very long reason th…\n',
  );
});

it('colours count for nothing in the width of a column', () => {
  const paint = painter(true);
  const colored = rows.map(([name = '', status = '', reason = '']) => [name, paint('green', status), reason]);
  assert.is(stripVTControlCharacters(columns(colored, undefined)), columns(rows, undefined));
  assert.is(painter(false)('green', 'x'), 'x');
});

const now = new Date('2026-01-10T12:00:00Z');

for (const [time, want] of [
  ['2026-01-10T11:59:30Z', '30s'],
  ['2026-01-10T11:58:01Z', '119s'],
  ['2026-01-10T11:50:00Z', '10m'],
  ['2026-01-10T09:00:00Z', '3h'],
  ['2026-01-01T00:00:00Z', '9d'],
  ['2026-01-10T12:00:05Z', '0s'],
  ['', ''],
  [undefined, ''],
] as const) {
  it(`the age of ${time || 'nothing'} is ${want || 'nothing'}`, () => assert.is(ageOf(time, now), want));
}

const manifest = `---
# Source: a
apiVersion: v1
kind: Secret
metadata: {name: a}
stringData: {password: hunter22, short: abc}
data: {token: ${Buffer.from('hunter33').toString('base64')}}
---
# Source: b
apiVersion: v1
kind: ConfigMap
metadata: {name: b}
data: {color: turquoise}
`;

it('what Secrets hold is known in clear text and in base64, words of daily life are not', () => {
  const secrets = secretTexts(manifest);
  assert.equal([...secrets].sort(), ['aHVudGVyMzM=', 'hunter22', 'hunter33']);
  assert.is(redact('log in with hunter22, not abc', secrets), 'log in with ****, not abc');
  assert.equal(maskValues({ db: { password: 'hunter22', user: 'abc' }, list: ['hunter33', 1, null] }, secrets), {
    db: { password: '****', user: 'abc' },
    list: ['****', 1, null],
  });
});

it('the longest of them goes first, so that no rest of it stays', () => {
  assert.is(redact('hunter22-and-more', new Set(['hunter22', 'hunter22-and-more'])), '****');
});

const failed = (condition: object) => ({
  apiVersion: 'v1',
  kind: 'A',
  metadata: { name: 'a' },
  status: { conditions: [{ type: 'Deployed', status: 'True' }, condition] },
});

for (const [what, condition, want] of [
  [
    'with its hint by itself',
    { type: 'ReleaseFailed', status: 'True', reason: 'InstallError', message: 'a\nb (c) (hint: do d (e))' },
    { condition: 'ReleaseFailed', reason: 'InstallError', message: 'a\nb (c)', hint: 'do d (e)' },
  ],
  [
    'without one',
    { type: 'Irreconcilable', status: 'True', message: 'a' },
    { condition: 'Irreconcilable', reason: '', message: 'a', hint: undefined },
  ],
  ['that is over', { type: 'ReleaseFailed', status: 'False', message: 'a' }, undefined],
  ['of another kind', { type: 'Ready', status: 'False', message: 'a' }, undefined],
] as const) {
  it(`the last error ${what}`, () => assert.equal(lastErrorOf(failed(condition)), want));
}

it('a status that is no status is no failure', () => {
  for (const status of [undefined, {}, { conditions: 'x' }, { conditions: [null, 1, { type: 3 }] }]) {
    assert.is(lastErrorOf({ apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, status }), undefined);
  }
});

it.run();
