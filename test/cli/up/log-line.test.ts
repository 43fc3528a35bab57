import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLogLine } from '../../../src/cli/up/log-line.ts';

const it = suite('formatLogLine');

const time = new Date('2026-01-02T03:04:05Z').toTimeString().slice(0, 8);

for (const [what, line, want] of [
  [
    'an entry with fields',
    '{"level":"info","ts":"2026-01-02T03:04:05Z","logger":"a.b","msg":"Installed release","name":"example4","revision":1}',
    `${time} info  Installed release  name=example4  revision=1`,
  ],
  [
    'a field with spaces, one with a structure',
    '{"level":"error","ts":"2026-01-02T03:04:05Z","msg":"Failed","stacktrace":"at …","error":"no such \\"thing\\"","list":["a","b"]}',
    `${time} error Failed  error="no such \\"thing\\""  list=["a","b"]`,
  ],
  ['a line that is no JSON', 'Error: something broke', 'Error: something broke'],
  ['JSON that is no entry', '{"a":1}', '{"a":1}'],
  ['a number', '42', '42'],
  ['an empty line', '', ''],
] as const) {
  it(what, () => assert.is(formatLogLine(line, { color: false }), want));
}

it('colours the level', () => {
  const line = formatLogLine('{"level":"error","ts":"2026-01-02T03:04:05Z","msg":"Failed"}', { color: true });
  assert.match(line, '\x1b[31merror\x1b[39m Failed');
});

it.run();
