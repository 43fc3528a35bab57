import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CapstanError, isCapstanError } from '../../../src/errors/index.ts';
import { compiled, type Templates } from './both.ts';

const it = suite('Eta that has no equal in Go templates');

/** What is refused, where (line and column), and what the message says. */
const refused: readonly (readonly [string, string | Templates, number, number, RegExp])[] = [
  ['a loop that counts', 'a: 1\n<% for (let i = 0; i < 3; i += 1) { %>\n<% } %>\n', 2, 4, /for \(;;\)/],
  ['while', '<% while (it.Values.x) { %>\n<% } %>\n', 1, 4, /while is not portable/],
  [
    'an expression in the middle of others',
    'a: 1\nb:\n  c: <%= it.Values.x.replace(/a/, "b") %>\n',
    3,
    10,
    /\.replace\(\)/,
  ],
  ['a regular expression', 'b: <%= /a/.source %>\n', 1, 8, /regular expressions/],
  ['a method that changes a list', '<% const l = []; %>\n<% l.push(1) %>\n', 2, 4, /\.push\(\)/],
  ['a sort of a list that others see', 'l: <%= it.Values.l.sort().join() %>\n', 1, 8, /changes the list itself/],
  ['an argument that changes what a method does', 'a: <%= it.Values.l.includes("x", 1) %>\n', 1, 8, /this argument/],
  ['what Helm would take out', 'a: "<no value>"\n', 1, 1, /takes <no value> out/],
  ['a change of a table', '<% it.Values.a = 1 %>\n', 1, 4, /only a let/],
  ['a change of a const', '<% const a = 1; %>\n<% a = 2 %>\n', 2, 4, /only a let/],
  ['a function that calls itself', '<% const f = (x) => f(x); %>\na: <%= f(1) %>\n', 1, 21, /calls itself/],
  ['a function as a value', '<% const f = [(x) => x]; %>\n', 1, 15, /a function as a value/],
  ['new', 'a: <%= new Map().size %>\n', 1, 8, /new is not portable/],
  ['a name that nobody knows', 'a: <%= nope %>\n', 1, 8, /nope is not known/],
  ['a function that nobody knows', 'a: <%= parseInt("1") %>\n', 1, 8, /parseInt\(\) is not portable/],
  ['chance', 'a: <%= Math.random() %>\n', 1, 8, /Math\.random\(\)/],
  ['==', 'a: <%= it.Values.a == 1 %>\n', 1, 8, /converts what it compares/],
  ['a bitwise operator', 'a: <%= 1 | 2 %>\n', 1, 8, /there is no \|/],
  ['a name of every object', 'a: <%= it.Values.constructor %>\n', 1, 8, /constructor is not a value/],
  ['__proto__ as a key', 'a: <%~ toJson({ __proto__: 1 }) %>\n', 1, 17, /is no key/],
  ['what Helm tells in another way', 'a: <%= it.Capabilities.HelmVersion.Version %>\n', 1, 8, /has no HelmVersion/],
  ['the scopes of subcharts', 'a: <%= it.Subcharts.x.Values.y %>\n', 1, 8, /has no Subcharts/],
  [
    'an include whose name is computed',
    'a: <%~ include(it.Values.x) %>\n',
    1,
    8,
    /name of what is included is computed/,
  ],
  ['an include of nothing', "a: <%~ include('_x.yaml.eta') %>\n", 1, 8, /finds no template/],
  ['half a character', 'a: <%= "\\ud800" %>\n', 1, 8, /half a character/],
  [
    'the order of keys in a loop',
    'l:\n<% for (const k of Object.keys(it.Values.o)) { %>\n  - <%= k %>\n<% } %>\n',
    2,
    20,
    /order of keys shows/,
  ],
  ['the order of keys in a list', 'l:\n  <%~ yaml(Object.entries(it.Values.o)) %>\n', 2, 12, /order of keys shows/],
  [
    'the order of keys behind map',
    'l: <%= Object.keys(it.Values.o).map((k) => k).join() %>\n',
    1,
    8,
    /order of keys shows/,
  ],
  ['the first of the keys', 'l: <%= Object.keys(it.Values.o)[0] %>\n', 1, 8, /order of keys shows/],
  ['the order of keys in a text', 'l: <%= toJson(it.Values.o) %>\n', 1, 8, /order of keys shows/],
  ['the order of keys in a digest', 'l: <%= sha256sum(yaml(it.Values.o)) %>\n', 1, 18, /order of keys shows/],
  ['the order of keys in a block scalar', 'l: |\n  <%~ yaml(it.Values.o) %>\n', 2, 7, /order of keys shows/],
  ['the order of keys in notes', { 'NOTES.txt.eta': '<%~ yaml(it.Values.o) %>\n' }, 1, 5, /order of keys shows/],
  [
    'the order of keys in what is included',
    {
      'x.yaml.eta': "a: <%= sha256sum(include('_p.yaml.eta', it)) %>\n",
      '_p.yaml.eta': 'b:\n  <%~ yaml(it.Values.o) %>\n',
    },
    1,
    18,
    /order of keys shows/,
  ],
];

for (const [what, templates, line, column, message] of refused) {
  it(`${what} is refused with its place and a hint`, () => {
    const error = failureOf(templates);
    assert.is(error.code, 'TEMPLATE_UNPORTABLE', error.message);
    assert.match(error.message, message);
    assert.equal([error.place?.line, error.place?.column], [line, column]);
    assert.ok((error.hint ?? '') !== '');
  });
}

it('what is no JavaScript is told as Eta tells it', () => {
  const error = failureOf('a: 1\n<% const x = ; %>\n');
  assert.is(error.code, 'TEMPLATE_SYNTAX');
  assert.equal([error.place?.line, error.place?.column], [2, 14]);
});

it('two templates that would become one file are refused', () => {
  assert.match(
    failureOf({ 'a.yaml.eta': "<%~ include('b.yaml.eta') %>", 'b.yaml.eta': 'b: 1\n', '_b.yaml.eta': 'c: 1\n' })
      .message,
    /two templates become/,
  );
});

it('an error is about the file that it is in, also when another includes it', () => {
  const error = failureOf({ 'x.yaml.eta': "<%~ include('_p.yaml.eta') %>", '_p.yaml.eta': '\n\n<% throw 1 %>\n' });
  assert.equal([error.place?.file, error.place?.line], ['c/templates/_p.yaml.eta', 3]);
});

function failureOf(templates: string | Templates): CapstanError {
  try {
    compiled(templates);
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

it.run();
