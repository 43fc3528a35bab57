import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { func, GoError, quote, running } from '../../../src/template/go/index.ts';
import { compileTemplateSet, continueRecursion, TemplateError } from '../../../src/template/gotpl/index.ts';
import { world } from './environment.ts';

const it = suite('gotpl recursion');

// Helm's functions, with its limit of includes
const including = new Map<string, number>();
const functions = {
  include: running(['string', 'any'], (run, name, data) => {
    const depth = including.get(name) ?? 0;
    if (depth > 1000) throw new GoError(tooOften(name));
    including.set(name, depth + 1);
    try {
      return run.execute(name, data);
    } finally {
      including.set(name, depth);
    }
  }),
  tpl: running(['string', 'any'], (run, text, data) => {
    try {
      return run.executeText(text, data);
    } catch (cause) {
      const words = `error during tpl function execution for ${quote(text)}`;
      throw new GoError(`${words}: ${(cause as Error).message}`, { cause });
    }
  }),
  nindent: func(['int', 'string'], (_indent, text) => text),
};

function tooOften(name: string | undefined): string {
  return `rendering template has a nested reference name: ${name}: unable to execute template`;
}

// length and sha256 of what helm 3.21.4 says
for (const [what, text, length, sha256] of [
  [
    'through conditions and loops',
    '{{ define "x" }}{{ if 1 }}{{ range 2 }}{{ with 1 }}{{ include "x" $ | nindent 4 }}{{ end }}{{ end }}{{ end }}{{ end }}{{ include "x" . }}',
    92279,
    '701a795d9d4522b2d5e97b54fb73f40c107cd591e06366dfa01fb520e0030547',
  ],
  [
    'through several templates, one of them by an action',
    '{{ define "x" }}\n{{ include "y" . }}{{ end }}{{ define "y" }}{{ if true }}{{ include "z" . | nindent 2 }}{{ end }}{{ end }}{{ define "z" }}{{ template "w" . }}{{ end }}{{ define "w" }}\n\n{{ include "x" . }}{{ end }}\n{{ include "y" . }}',
    274459,
    '2fee759d6ce1c73bd04b0d448d0cc62acd4c271d814a574d96b1cfbf0c1d1397',
  ],
  [
    'through texts',
    '{{ define "x" }}{{ if 1 }}{{ tpl "a{{ include `x` . }}" . }}{{ end }}{{ end }}{{ include "x" . }}',
    249435,
    '054bbdfc527d3cbffb70276c2fd0a340618552bbe29e0d0de3dc201386961b6c',
  ],
  [
    'behind a start of its own',
    '{{ define "a" }}{{ if 1 }}{{ include "b" . }}{{ end }}{{ end }}{{ define "b" }}{{ with 1 }}{{ include "a" . }}{{ end }}{{ end }}{{ include "start" . }}{{ define "start" }}{{ include "a" . }}{{ end }}',
    184472,
    '655cc73cff78cdadb1300706b4177594e2f6ce175bbd333b5e2fd72de8d67a91',
  ],
] as const) {
  it(what, () => {
    const error = failureOf(text);
    const stop = (calling: { function: string; template: string | undefined }, times: number) =>
      calling.function === 'include' && times > 1001 ? tooOften(calling.template) : undefined;
    const { message, kind } = continueRecursion(error, stop) ?? error;
    assert.is(kind, 'limit');
    assert.is(message.length, length);
    assert.is(createHash('sha256').update(message).digest('hex'), sha256);
  });
}

it('what is no recursion is left alone', () => {
  const error = failureOf('{{ include "nope" . }}');
  assert.is(
    continueRecursion(error, () => 'stop'),
    undefined,
  );
});

it('what nothing stops is left alone', () => {
  const error = failureOf(
    '{{ define "x" }}{{ if 1 }}{{ tpl "{{ include `x` . }}" . }}{{ end }}{{ end }}{{ include "x" . }}',
  );
  assert.is(error.kind, 'limit');
  assert.is(
    continueRecursion(error, () => undefined),
    undefined,
  );
});

function failureOf(text: string): TemplateError {
  const name = 'c/templates/a.yaml';
  try {
    compileTemplateSet([{ name, text }], functions, { name: 'gotpl' }).execute(name, null, world);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

it.run();
