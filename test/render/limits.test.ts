import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ErrorCode } from '../../src/errors/index.ts';
import { renderChart, withinTime } from '../../src/render/index.ts';
import { failureOf } from '../chart/charts.ts';
import { chartOf, doc, inputOf } from './input.ts';

const it = suite('limits of rendering');

const honest = await chartOf({ 'x.yaml': doc('ConfigMap', 'x'), 'z.yaml.eta': doc('ConfigMap', 'z') });
const kilobyte = 'x'.repeat(1000);

for (const [what, file, text, code] of [
  [
    'loops in loops',
    'x.yaml',
    '{{ range until 10000 }}{{ range until 10000 }}{{ range until 10000 }}{{ end }}{{ end }}{{ end }}',
    'RENDER_TIMEOUT',
  ],
  ['a loop over a number', 'x.yaml', '{{ range 1000000000000 }}{{ end }}', 'RENDER_TIMEOUT'],
  [
    'a loop of calls that have no loop',
    'x.yaml',
    '{{ define "a" }}{{ range until 1000 }}{{ template "b" }}{{ end }}{{ end }}{{ define "b" }}{{ range until 1000000 }}{{ end }}{{ end }}{{ template "a" }}',
    'RENDER_TIMEOUT',
  ],
  [
    'an expensive text',
    'x.yaml',
    '{{ $a := repeat 1000000 "ab" }}{{ range until 1000000 }}{{ $b := regexReplaceAll "(a|b)+c" $a "" }}{{ end }}',
    'RENDER_TIMEOUT',
  ],
  ['a gigabyte of output', 'x.yaml', `{{ range until 1000000 }}${kilobyte}{{ end }}`, 'TEMPLATE_FAILED'],
  ['a gigabyte of small pieces', 'x.yaml', '{{ range 1000000000 }}0123456789{{ end }}', 'TEMPLATE_FAILED'],
  [
    'a gigabyte by a partial',
    'x.yaml',
    `{{ define "a" }}${kilobyte}{{ end }}{{ range until 1000000 }}{{ include "a" . }}{{ end }}`,
    'TEMPLATE_FAILED',
  ],
  ['a gigabyte as one text', 'x.yaml', '{{ repeat 1000000000 "x" }}', 'TEMPLATE_FAILED'],
  ['a list without end', 'x.yaml', '{{ until 1000000000 }}', 'TEMPLATE_FAILED'],
  [
    'a partial that includes itself',
    'x.yaml',
    '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    'TEMPLATE_FAILED',
  ],
  [
    'a tpl that makes itself',
    'x.yaml',
    '{{ tpl "{{ tpl .Template.Name . }}" . }}{{ range 1000000000000 }}{{ end }}',
    'RENDER_TIMEOUT',
  ],
  ['Eta: a loop that does not end', 'x.yaml.eta', '<% for (;;) {} %>', 'RENDER_TIMEOUT'],
  [
    'Eta: a gigabyte of output',
    'x.yaml.eta',
    `<% for (let i = 0; i < 1e6; i++) { %>\n${kilobyte}\n<% } %>`,
    'TEMPLATE_FAILED',
  ],
  ['Eta: output without end', 'x.yaml.eta', '<% for (;;) { %>\n- x\n<% } %>', 'TEMPLATE_FAILED'],
  [
    'Eta: a regular expression that goes back and forth',
    'x.yaml.eta',
    `<% /^(a+)+$/.test('a'.repeat(60) + 'b'); %>`,
    'RENDER_TIMEOUT',
  ],
  ['Eta: a template that includes itself', 'x.yaml.eta', `<%~ include('x.yaml.eta') %>`, 'TEMPLATE_FAILED'],
  ['YAML whose aliases unfold to a billion', 'x.yaml', billionLaughs(), 'MANIFEST_INVALID'],
] as const satisfies readonly (readonly [string, string, string, ErrorCode])[]) {
  it(`${what}: fails with ${code}, and the next chart is rendered as ever`, async () => {
    const chart = await chartOf({ [file]: `${doc('ConfigMap', 'x')}data:\n${text}\n` });
    const before = process.memoryUsage().rss;
    const milliseconds = code === 'RENDER_TIMEOUT' ? 500 : 60_000;
    const failure = await failureOf(() => withinTime(milliseconds, () => renderChart(inputOf(chart))));
    assert.is(failure.code, code, failure.message);
    assert.ok(process.memoryUsage().rss - before < 600 * 2 ** 20, 'memory');
    const { manifests } = withinTime(60_000, () => renderChart(inputOf(honest)));
    assert.equal(
      manifests.map(({ object }) => object.metadata.name),
      ['x', 'z'],
    );
  });
}

function billionLaughs(): string {
  const lines = ['  a0: &a0 ["x","x","x","x","x","x","x","x","x","x"]'];
  for (let i = 1; i < 10; i++) lines.push(`  a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join()}]`);
  return lines.join('\n');
}

it('what fails for another reason fails as ever, within time or not', async () => {
  const chart = await chartOf({ 'x.yaml': '{{ fail "words" }}' });
  const failure = await failureOf(() => withinTime(60_000, () => renderChart(inputOf(chart))));
  assert.is(failure.code, 'TEMPLATE_FAILED');
  assert.match(failure.message, /words/);
});

it.run();
