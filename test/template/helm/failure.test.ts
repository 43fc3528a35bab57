import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../../src/errors/index.ts';
import { gotplEngine } from '../../../src/template/helm/index.ts';
import type { GoMap, Value } from '../../../src/template/index.ts';

const it = suite('failures of Helm templates');

const values: GoMap = new Map<string, Value>([
  ['image', null],
  ['name', 'web'],
  ['ports', [80, 443]],
]);
const data: GoMap = new Map([['Values', values]]);

function failureOf(text: string, partial = ''): CapstanError {
  const sources = [
    { name: 'web/templates/x.yaml', text },
    { name: 'web/templates/_x.tpl', text: partial },
  ];
  try {
    gotplEngine.compile(sources).render('web/templates/x.yaml', data);
  } catch (error) {
    if (error instanceof CapstanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it('of syntax: the place and the last part of the message', () => {
  const { code, message, place } = failureOf('a: 1\nb: {{ .Values.x | nope }}\n');
  assert.is(code, 'TEMPLATE_SYNTAX');
  assert.is(message, 'parse error at (web/templates/x.yaml:2): function "nope" not defined');
  assert.is(place?.line, 2);
});

it('in an included template: its place, and from where it was included', () => {
  const { message, place } = failureOf('a: {{ include "x" . }}', '{{ define "x" }}\n{{ .Values.image.tag }}{{ end }}');
  assert.is(
    message,
    'template: web/templates/x.yaml:1:6: executing "web/templates/x.yaml" at <include "x" .>: error calling include: template: web/templates/_x.tpl:2:10: executing "x" at <.Values.image.tag>: nil pointer evaluating interface {}.tag',
  );
  assert.equal([place?.file, place?.line, place?.column], ['web/templates/_x.tpl', 2, 11]);
  assert.equal(place?.via, [{ file: 'web/templates/x.yaml', line: 1 }]);
});

it('of `required` and `fail`: the words of the chart alone', () => {
  const { message } = failureOf(
    'a: {{ include "x" . }}',
    '{{ define "x" }}{{ required "set the tag" .Values.image }}{{ end }}',
  );
  assert.is(message, 'execution error at (web/templates/x.yaml:1:6): set the tag');
});

it('in a text of tpl: the text, and the place of the call', () => {
  const { message, place } = failureOf('a: {{ tpl "{{ .Values.image.tag }}" . }}');
  assert.is(
    message,
    'template: web/templates/x.yaml:1:6: executing "web/templates/x.yaml" at <tpl "{{ .Values.image.tag }}" .>: error calling tpl: error during tpl function execution for "{{ .Values.image.tag }}": template: gotpl:1:10: executing "gotpl" at <.Values.image.tag>: nil pointer evaluating interface {}.tag',
  );
  assert.equal([place?.file, place?.line], ['web/templates/x.yaml', 1]);
});

for (const [text, hint] of [
  ['{{ .Values.image.tag }}', /^set image in the values, or give it a default in values\.yaml/],
  ['{{ .Values.name.first }}', /^\.Values\.name is a single value or a list, where a table with first is expected$/],
  ['{{ include "web.labels" . }}', /no \{\{ define "web\.labels" \}\} is in the chart/],
  ['{{ if gt (index .Values.ports 0) 79 }}{{ end }}', /compare after `int`/],
] as const) {
  it(`hints at what to do: ${text}`, () => assert.match(failureOf(text).hint ?? '', hint));
}

it.run();
