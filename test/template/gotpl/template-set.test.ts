import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../../src/errors/index.ts';
import { func, GoError, type Value } from '../../../src/template/go/index.ts';
import { compileTemplateSet, TemplateError } from '../../../src/template/gotpl/index.ts';
import { functions, world } from './environment.ts';

const it = suite('gotpl template set');

function setOf(texts: Record<string, string>) {
  const sources = Object.entries(texts).map(([name, text]) => ({ name, text }));
  return compileTemplateSet(sources, functions, { name: 'gotpl', missingKey: 'zero' });
}

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

it('names files and what they define', () => {
  const set = setOf({ a: '{{ define "x" }}1{{ end }}', b: '{{ block "y" . }}2{{ end }}' });
  assert.equal(set.names().sort(), ['a', 'b', 'x', 'y']);
  assert.is(set.has('x'), true);
  assert.is(set.has('z'), false);
});

it('is executed again and again, each time as if for the first time', () => {
  const set = setOf({ main: '{{ $n := 0 }}{{ range .l }}{{ $n = . }}{{ end }}{{ $n }}{{ tpl .t . }}' });
  const data = (item: Value) =>
    new Map<string, Value>([
      ['l', [item]],
      ['t', '{{ define "x" }}{{ end }}{{ .l }}'],
    ]);
  assert.is(set.execute('main', data('a'), world), 'a[a]');
  assert.is(set.execute('main', data('b'), world), 'b[b]');
});

it('a text defines for itself alone', () => {
  const set = setOf({
    main: '{{ tpl "{{ define `x` }}new{{ end }}{{ template `x` }}" . }}{{ template "x" }}',
    x: 'old',
  });
  assert.is(set.execute('main', null, world), 'newold');
});

it('many texts are parsed, more than are kept', () => {
  const set = setOf({ main: '{{ range 3000 }}{{ tpl (printf "{{ %d }}," .) $ }}{{ end }}' });
  assert.is(set.execute('main', null, world), Array.from({ length: 3000 }, (_, i) => `${i},`).join(''));
});

it("a function of the caller stands above the language's", () => {
  const own = { ...functions, len: func(['any'], () => 'mine'), break: func([], () => 'broken') };
  const set = compileTemplateSet(
    [{ name: 'main', text: '{{ len . }}{{ break }}{{ range . }}{{ break }}{{ end }}' }],
    own,
  );
  assert.is(set.execute('main', [1, 2], world), 'minebrokenbrokenbroken');
});

it('an error has all places, innermost first, and the reason by itself', () => {
  const set = setOf({
    main: 'a\n  é {{ include "x" .m }}',
    helpers: '{{ define "x" }}\n\n{{ template "y" . }}{{ end }}{{ define "y" }}{{ .b.c }}{{ end }}',
  });
  const error = thrown(() => set.execute('main', new Map([['m', new Map()]]), world));
  assert.instance(error, TemplateError);
  const { kind, reason, places } = error as TemplateError;
  assert.equal([kind, reason], ['execution', 'nil pointer evaluating interface {}.c']);
  const words = 'error calling include: ';
  assert.equal(places, [
    { template: 'y', file: 'helpers', line: 3, column: 50, character: 51, context: '.b.c', calling: undefined },
    {
      template: 'main',
      file: 'main',
      line: 2,
      column: 8, // Go's (1.26.8), which counts bytes from 0
      character: 8,
      context: 'include "x" .m',
      calling: { function: 'include', template: 'x', words },
    },
  ]);
});

it('an error of syntax has its line', () => {
  const error = thrown(() => setOf({ main: 'a\n{{ if }}' })) as TemplateError;
  assert.equal([error.kind, error.reason, error.places[0]?.line], ['syntax', 'missing value for if', 2]);
});

it('what is wrong with a text is told as any failure of a function', () => {
  const error = thrown(() => setOf({ main: '{{ tpl "{{" . }}' }).execute('main', null, world)) as TemplateError;
  assert.equal([error.kind, error.reason, error.places.length], ['execution', 'unclosed action', 2]);
});

it('a template that is not there is told apart', () => {
  const error = thrown(() => setOf({}).execute('main', null, world)) as TemplateError;
  assert.equal([error.kind, error.places], ['missing', []]);
});

it('what a function throws is the cause', () => {
  const own = {
    boom: func([], () => {
      throw new GoError('boom');
    }),
  };
  const set = compileTemplateSet([{ name: 'main', text: '{{ boom }}' }], own);
  const error = thrown(() => set.execute('main', null, world)) as TemplateError;
  assert.is(error.reason, 'error calling boom: boom');
  assert.instance(error.cause, GoError);
});

it('an error of Capstan passes as it is', () => {
  const own = {
    ask: func([], () => {
      throw new CapstanError('CONNECTION_FAILED', 'no answer');
    }),
  };
  const set = compileTemplateSet([{ name: 'main', text: '{{ ask }}' }], own);
  assert.instance(
    thrown(() => set.execute('main', null, world)),
    CapstanError,
  );
});

it.run();
