import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Value } from '../../../src/template/go/index.ts';
import { compileTemplateSet, type Limits, TemplateError } from '../../../src/template/gotpl/index.ts';
import { functions, world } from './environment.ts';

const it = suite('gotpl limits');

for (const [what, text, limits, reason] of [
  [
    'a loop that does not end',
    '{{ range 1000000000000 }}{{ end }}',
    { milliseconds: 20 },
    'execution took longer than 20 ms',
  ],
  [
    'templates that call each other too often',
    '{{ define "x" }}{{ range 1000 }}{{ template "y" . }}{{ end }}{{ end }}{{ define "y" }}{{ range 100000 }}{{ end }}{{ end }}{{ template "x" }}',
    { milliseconds: 20 },
    'execution took longer than 20 ms',
  ],
  [
    'output without end',
    '{{ range 1000000000 }}0123456789{{ end }}',
    { bytes: 5000 },
    'output is larger than 5000 bytes',
  ],
  [
    'a text that is too large by itself',
    '{{ include "x" . }}{{ define "x" }}0123456789{{ end }}',
    { bytes: 9 },
    'output is larger than 9 bytes',
  ],
  [
    'a template that calls itself',
    '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" }}',
    { depth: 50 },
    'exceeded maximum template depth (50)',
  ],
  [
    'recursion that fills the stack',
    '{{ define "x" }}{{ if 1 }}{{ template "x" . }}{{ end }}{{ end }}{{ template "x" }}',
    {},
    'exceeded maximum template depth (100000)',
  ],
  [
    'includes that fill the stack',
    '{{ define "x" }}{{ if 1 }}{{ include "x" . }}{{ end }}{{ end }}{{ include "x" . }}',
    {},
    'exceeded maximum template depth (100000)',
  ],
  [
    'texts that fill the stack',
    '{{ tpl "{{ include `gotpl` . }}" . }}',
    {},
    'exceeded maximum template depth (100000)',
  ],
] as const) {
  it(`${what} is stopped`, () => {
    const error = failure(text, limits);
    assert.is(error.kind, 'limit');
    assert.is(error.reason, reason);
    assert.ok(error.message.endsWith(`: ${reason}`));
  });
}

it("what is Go's own limit is in Go's words", () => {
  const error = failure('{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" }}', {});
  // Go 1.26.8
  const want = 'template: main:1:28: executing "x" at <{{template "x" .}}>: exceeded maximum template depth (100000)';
  assert.is(error.message, want);
});

it('includes that are many and not deep are stopped', () => {
  const doubled = Array.from({ length: 40 }, (_, i) => {
    const next = `{{ include "t${i + 1}" . }}`;
    return `{{ define "t${i}" }}${next}${next}{{ end }}`;
  });
  const text = `${doubled.join('')}{{ define "t40" }}{{ end }}{{ include "t0" . }}`;
  assert.is(failure(text, { milliseconds: 50 }).reason, 'execution took longer than 50 ms');
});

it('a limit of one execution is none of the next', () => {
  const set = compileTemplateSet([{ name: 'main', text: '{{ range . }}x{{ end }}' }], functions);
  const items = Array.from<Value>({ length: 500 }).fill('');
  assert.throws(() => set.execute('main', items, world, { bytes: 100 }));
  assert.is(set.execute('main', items, world).length, 500);
});

it('parentheses without end do not fill the stack', () => {
  const text = `{{ ${'('.repeat(200_000)} }}`;
  // Go 1.26.8
  assert.is(failure(text, {}).message, 'template: main:1: max expression depth exceeded');
});

function failure(text: string, limits: Partial<Limits>): TemplateError {
  try {
    compileTemplateSet([{ name: 'main', text }], functions, { name: 'gotpl' }).execute('main', null, world, limits);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

it.run();
