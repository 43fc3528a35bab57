import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../../src/errors/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { anyValue, someValues } from './any-values.ts';
import { compiled, type Lookup, named, render, type Templates } from './both.ts';
import { cases, values } from './cases.ts';
import { expression } from './expressions.ts';

const it = suite('Eta as Go templates');

const lookup: Lookup = (_apiVersion, kind, _namespace, name) =>
  kind === 'Secret' && name === 'there' ? { data: { n: 1, key: 'eA==' } } : {};

for (const [what, templates] of cases) {
  it(`${what}: the same bytes`, () => {
    const want = render(named(templates), values, lookup);
    assert.is(want.error, undefined);
    assert.equal(render(compiled(templates), values, lookup), want);
  });
}

it('<no value>, which Helm takes out of all that is written, comes through as a scalar and stops as text', () => {
  const values = { s: 'a <no value>', k: { '<no value>': '<no value>' } };
  const scalars = 'a: <%= it.Values.s %>\n<%= it.Values.k["<no value>"] %>: 1\n';
  const { texts, error } = render(compiled(scalars), values);
  assert.is(error, undefined);
  assert.equal(parseYaml(texts['x.yaml'] ?? '', { file: 'x.yaml' }), { a: 'a <no value>', '<no value>': 1 });
  for (const raw of ['a: |\n  <%~ it.Values.s %>\n', 'a:\n  <%~ yaml(sorted(it.Values.k)) %>\n']) {
    assert.match(render(compiled(raw), values).error ?? '', /writes <no value>/);
  }
});

it('whatever is calculated from whatever values gives the same bytes, or stops with a place', () => {
  const reached = { same: 0, failed: 0, stopped: 0 };
  fc.assert(
    fc.property(expression, someValues, (code, values) => {
      for (const template of [
        `v: <%= ${code} %>\n`,
        `v: <%= toJson(sorted(${code})) %>\ny:\n  <%~ yaml(sorted(${code})) %>\n`,
        `<% if (${code}) { %>\na: 1\n<% } else { %>\nb: <%= ${code} %>\n<% } %>\n`,
      ]) {
        reached[compare(template, values)] += 1;
      }
    }),
    { numRuns: 60, seed: 7 },
  );
  assert.ok(reached.same > 2 * reached.stopped, JSON.stringify(reached));
});

it('any data is carried by <%= %>, yaml() and loops', () => {
  const template = [
    '<% const { l, o, s } = it.Values; %>',
    'keys:',
    '<% for (const [k, v] of Object.entries(o).sort()) { %>',
    '  - <%= k %>: <%= typeof v === "object" ? yaml(sorted(v)) : String(v) %>',
    '<% } %>',
    '  - x: <%= s %>',
    'data:',
    '  <%~ yaml(sorted(it.Values)) %>',
    'text: |',
    '  <%~ yaml(sorted(o)) %>',
    'flow: [<%= s %>, {<%= s %>: <%= s %>}]',
    '',
  ].join('\n');
  const reached = { same: 0, failed: 0, stopped: 0 };
  fc.assert(
    fc.property(
      fc.record({ s: fc.string({ unit: 'binary' }), l: fc.array(anyValue), o: fc.dictionary(fc.string(), anyValue) }),
      (values) => {
        if (!isWellFormed(values)) return;
        reached[compare(template, values)] += 1;
      },
    ),
    { numRuns: 60, seed: 7 },
  );
  assert.ok(reached.same > reached.stopped, JSON.stringify(reached));
});

/** @returns what became of it. @throws when both languages do not agree */
function compare(template: string, values: object): 'same' | 'failed' | 'stopped' {
  const go = goOf(template);
  if (!go) return 'failed';
  const [want, got] = [render(named(template), values), render(go, values)];
  if (want.error !== undefined) {
    assert.is.not(got.error, undefined, `Eta fails: ${want.error}`);
    return 'failed';
  }
  if (got.error !== undefined) {
    assert.match(got.error, /c\/templates\/x\.yaml\.eta:\d+:\d+: /);
    return 'stopped';
  }
  assert.equal(got, want);
  return 'same';
}

/** Undefined for a template that Eta's scanner does not read either. */
function goOf(template: string): Templates | undefined {
  try {
    return compiled(template);
  } catch (error) {
    if (isCapstanError(error) && error.code === 'TEMPLATE_SYNTAX') return undefined;
    throw error;
  }
}

function isWellFormed(values: object): boolean {
  return !/\\ud[89a-f]/.test(JSON.stringify(values));
}

it.run();
