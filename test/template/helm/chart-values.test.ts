import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asChartValues, gotplEngine } from '../../../src/template/helm/index.ts';
import type { GoMap, Value } from '../../../src/template/index.ts';

const it = suite('chartutil.Values');

function render(text: string): string {
  const sub: GoMap = new Map<string, Value>([['a', 1]]);
  const values: GoMap = new Map<string, Value>([['sub', sub]]);
  const data: GoMap = new Map<string, Value>([
    ['Values', asChartValues(values)],
    ['Sub', asChartValues(sub)],
  ]);
  return gotplEngine.compile([{ name: 'x', text }]).render('x', data);
}

for (const [text, want] of [
  [
    '{{ typeOf .Values }} {{ typeOf .Values.sub }} {{ typeOf .Sub }}',
    'chartutil.Values map[string]interface {} chartutil.Values',
  ],
  ['{{ typeOf .Values.AsMap }}', 'map[string]interface {}'],
  ['{{ $_ := set .Sub "b" 2 }}{{ .Values.sub.b }}', '2'],
  ['{{ $_ := set .Values.sub "b" 2 }}{{ .Sub.b }}', '2'],
  ['{{ $_ := unset .Sub "a" }}{{ len .Values.sub }}', '0'],
  ['{{ .Values.YAML }}', 'sub:\n  a: 1\n'],
  ['{{ (.Values.Table "sub").a }}', '1'],
  ['{{ .Values.PathValue "sub.a" }}', '1'],
] as const) {
  it(text, () => assert.is(render(text), want));
}

it.run();
