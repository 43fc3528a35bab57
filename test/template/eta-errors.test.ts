import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CapstanError, type ErrorCode, formatError, isCapstanError } from '../../src/errors/index.ts';
import { engineFor } from '../../src/template/index.ts';
import { matchesGolden } from './golden.ts';

const it = suite('Eta errors');

const partial = 'app: <%= it.Chart.Name %>\nteam: <%= it.Values.team.name %>\n';

/** What goes wrong, in which files (the first is rendered), with which code, at which line and column. */
const cases: readonly (readonly [string, Record<string, string> | string, ErrorCode, number, number])[] = [
  ['text in front of a value', 'a: 1\nb: x-<%= it.v %>\n', 'TEMPLATE_SYNTAX', 2, 6],
  ['text behind a value', 'a: 1\nb: <%= it.v %>-x\n', 'TEMPLATE_SYNTAX', 2, 4],
  ['two values side by side', 'b: <%= it.v %><%= it.v %>\n', 'TEMPLATE_SYNTAX', 1, 4],
  ['a value and a word', 'b: <%= it.v %> x\n', 'TEMPLATE_SYNTAX', 1, 4],
  ['a value glued on by a trim mark', 'b: <%= it.v -%>\nc: 1\n', 'TEMPLATE_SYNTAX', 1, 4],
  ['a colon without a blank', 'b:<%= it.v %>\n', 'TEMPLATE_SYNTAX', 1, 3],
  ['a value in double quotes', 'b: "<%= it.v %>"\n', 'TEMPLATE_SYNTAX', 1, 5],
  ['a value in single quotes', "b: ['x', 'it''s <%= it.v %>']\n", 'TEMPLATE_SYNTAX', 1, 17],
  ['a value in a block scalar', 'b: |\n  x\n\n  y <%= it.v %>\n', 'TEMPLATE_SYNTAX', 4, 5],
  ['a value in a folded block of a list', '- b: >-\n    <%= it.v %>\n', 'TEMPLATE_SYNTAX', 2, 5],
  ['a comma outside of a flow list', 'b: <%= it.v %>, 2\n', 'TEMPLATE_SYNTAX', 1, 4],
  ['null', 'a: 1\nb: <%= it.Values.image %>\n', 'TEMPLATE_FAILED', 2, 8],
  ['undefined of an expression', 'b: <%= it.Values.a ?? undefined %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['a property of null', 'a: 1\nb: <%= it.Values.image.tag %>\n', 'TEMPLATE_FAILED', 2, 8],
  [
    'a property of null inside an expression',
    'b: <%= `${it.Release.Name}-${it.Values.image.tag}` %>\n',
    'TEMPLATE_FAILED',
    1,
    30,
  ],
  ['an index of undefined', 'b: <%= it.Values.list[0].name %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['an object', 'b: <%= it.Values %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['a list', 'b: <%= [1] %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['a function', 'b: <%= yaml %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['no number', 'b: <%= 0 / 0 %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['raw undefined', 'b: <%~ it.Values.nope %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['an error in a statement over lines', '<%\n  const a = 1;\n  a.b.c();\n%>\n', 'TEMPLATE_FAILED', 3, 3],
  [
    'an error in a function of the template',
    '<% const f = () => nope; %>\n\nb: <%= f() %>\n',
    'TEMPLATE_FAILED',
    1,
    20,
  ],
  ['a thrown text', '<% throw "no" %>\n', 'TEMPLATE_FAILED', 1, 1],
  ['fail()', '<% if (true) { %>\n  <% fail("pick one of a, b") %>\n<% } %>\n', 'TEMPLATE_FAILED', 2, 6],
  ['required()', 'b: <%= required(it.Values.host, "host is needed") %>\n', 'TEMPLATE_FAILED', 1, 8],
  ['yaml() of undefined', 'b:\n  <%~ yaml(it.Values.nope, 2) %>\n', 'TEMPLATE_FAILED', 2, 7],
  ['indent() of an object', 'b:\n  <%~ indent({}, 2) %>\n', 'TEMPLATE_FAILED', 2, 7],
  ['an include that is not there', "b: <%~ include('_x.eta') %>\n", 'TEMPLATE_FAILED', 1, 8],
  [
    'an error in an include',
    { 'c/templates/x.yaml.eta': "a:\n  <%~ include('_p.yaml.eta', it) %>\n", 'c/templates/_p.yaml.eta': partial },
    'TEMPLATE_FAILED',
    2,
    11,
  ],
  [
    'an error in an include of an include',
    {
      'c/x.yaml.eta': "<%~ include('_q.eta') %>\n",
      'c/_q.eta': "\n\n<%~ include('_p.yaml.eta') %>\n",
      'c/_p.yaml.eta': partial,
    },
    'TEMPLATE_FAILED',
    2,
    11,
  ],
  [
    'an include without an end',
    { 'c/x.yaml.eta': "<%~ include('_q.eta') %>\n", 'c/_q.eta': "\n<%~ include('_q.eta') %>\n" },
    'TEMPLATE_FAILED',
    2,
    5,
  ],
  ['a word that is no JavaScript', 'a: 1\n<% const x = ; %>\n', 'TEMPLATE_SYNTAX', 2, 14],
  ['an expression that is none', 'a: <%= it. %>\n', 'TEMPLATE_SYNTAX', 1, 8],
  ['a statement in a value tag', 'a: <%= 1; %>\n', 'TEMPLATE_SYNTAX', 1, 8],
  ['a block that is not closed', 'a: 1\n<% if (it) { %>\nb: 1\n', 'TEMPLATE_SYNTAX', 2, 12],
  ['a block closed once too often', 'a: 1\n<% } %>\n', 'TEMPLATE_SYNTAX', 2, 4],
  ['a tag that is not closed', 'a: 1\nb: <%= it.v\n', 'TEMPLATE_SYNTAX', 2, 4],
  ['a string that is not closed', 'a: 1\nb: <%= "x %>\n', 'TEMPLATE_SYNTAX', 2, 8],
  ['a variable that is not declared', '<% x = 1 %>\n', 'TEMPLATE_FAILED', 1, 6],
];

const data = { v: 'x', Chart: { Name: 'c' }, Release: { Name: 'r' }, Values: { image: null } };

for (const [what, files, code, line, column] of cases) {
  it(`${what}: ${code} at ${line}:${column}`, () => {
    const error = failureOf(files);
    assert.is(error.code, code);
    assert.equal([error.place?.line, error.place?.column], [line, column]);
    assert.ok(error.place?.text?.split('\n')[line - 1] !== undefined);
  });
}

it('reads well', () => {
  const texts = cases.map(([what, files]) => `${what}\n${formatError(failureOf(files), { color: false })}\n`);
  matchesGolden('template/eta-errors.txt', texts.join('\n'));
});

it('names what it was included from, the nearest first', () => {
  const files = {
    'a.eta': "\n<%~ include('b.eta') %>",
    'b.eta': "<%~ include('c.eta') %>",
    'c.eta': '<% fail("no") %>',
  };
  assert.equal(failureOf(files).place?.via, [
    { file: 'b.eta', line: 1 },
    { file: 'a.eta', line: 2 },
  ]);
});

it('never puts a value into a message', () => {
  for (const code of [
    '[it.secret]',
    '({ a: it.secret })',
    'required("", "x") + it.secret',
    'it.secret.nope.x',
    'indent([it.secret], 1)',
  ]) {
    const set = engineFor('x.yaml.eta')!.compile([{ name: 'x.yaml.eta', text: `a: <%= ${code} %>` }]);
    assert.throws(
      () => set.render('x.yaml.eta', { secret: 'hunter2' }),
      (error: Error) => !error.message.includes('hunter2'),
    );
  }
});

function failureOf(files: string | Record<string, string>): CapstanError {
  const sources = Object.entries(typeof files === 'string' ? { 'x.yaml.eta': files } : files);
  try {
    const set = engineFor(sources[0]![0])!.compile(sources.map(([name, text]) => ({ name, text })));
    set.render(sources[0]![0], data);
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it.run();
