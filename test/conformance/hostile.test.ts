import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compileTemplateSet } from '../../src/template/gotpl/index.ts';
import { helmFuncs } from '../../src/template/helm/functions.ts';
import { createHelmWorld } from '../../src/template/helm/index.ts';
import { renderExpression, renderTemplates } from './candidate.ts';

const it = suite('hostile templates');

const seconds = 1_000;

/** Each would not end, or would fill the memory, without a limit. */
for (const [what, template, message] of [
  [
    'a template that calls itself',
    '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
    /exceeded maximum template depth/,
  ],
  [
    'an include of itself',
    '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    /nested reference name: a|maximum template depth/,
  ],
  [
    'two that include each other',
    '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    /nested reference name|maximum template depth/,
  ],
  ['a tpl of itself', '{{ $_ := set . "t" "{{ tpl .t . }}" }}{{ tpl .t . }}', /maximum template depth/],
  [
    'loops within loops',
    '{{ range until 100000 }}{{ range until 100000 }}{{ $x := 1 }}{{ end }}{{ end }}',
    /longer than 1000 ms/,
  ],
  ['a loop over a number', '{{ range 100000000000 }}{{ $x := 1 }}{{ end }}', /longer than 1000 ms/],
  [
    'output without end',
    '{{ range 100000 }}{{ range 1000 }}{{ repeat 100000 "x" }}{{ end }}{{ end }}',
    /larger than 1000000 bytes/,
  ],
  ['a text that doubles', '{{ $x := "x" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}', /./],
  ['a huge repeat', '{{ repeat 1000000000000 "x" | len }}', /./],
  ['a huge until', '{{ len (until 1000000000000) }}', /more than/],
  ['a huge indent', '{{ indent 1000000000000 "x" | len }}', /./],
] as const) {
  it(`${what} comes to an end`, () => {
    const set = compileTemplateSet([{ name: 't', text: template }], helmFuncs, { name: 'gotpl', missingKey: 'zero' });
    const limits = { milliseconds: seconds, bytes: 1_000_000 };
    const started = performance.now();
    assert.throws(
      () => set.execute('t', new Map(), createHelmWorld(), limits),
      (error: Error) => message.test(error.message),
    );
    const took = performance.now() - started;
    assert.ok(took < 60 * seconds, `${took.toFixed(0)} ms`);
  });
}

for (const [pattern, text] of [
  ['(a+)+$', `${'a'.repeat(500_000)}b`],
  ['(a|a)*c', 'a'.repeat(500_000)],
  ['^(.*)*$', `${'x'.repeat(500_000)}\n`],
  ['(x+x+)+y', 'x'.repeat(500_000)],
  ['(.*)(.*)(.*)(.*)z', 'a'.repeat(500_000)],
] as const) {
  it(`the expression ${pattern} takes time in proportion to the text`, () => {
    const values = { text };
    const started = performance.now();
    const { error } = renderExpression(`{{ regexMatch ${JSON.stringify(pattern)} .Values.text }}`, values);
    assert.is(error, undefined);
    assert.ok(performance.now() - started < 60 * seconds); // in proportion to its square it would take many minutes
  });
}

it('one that does not end leaves the others as they are', () => {
  const templates = {
    'templates/a.yaml': '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
    'templates/b.yaml': 'b',
  };
  assert.match(renderTemplates(templates, {}).error ?? '', /maximum template depth/);
  assert.is(renderTemplates({ 'templates/b.yaml': 'b' }, {}).output, '== c/templates/b.yaml\nb');
});

it.run();
