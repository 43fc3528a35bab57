import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { engineFor } from '../../src/template/index.ts';

const it = suite('Eta templates');

/** Renders the first of the files. */
function render(files: string | Record<string, string>, data: object = {}): string {
  const sources = Object.entries(typeof files === 'string' ? { 'x.yaml.eta': files } : files);
  const [first] = sources[0]!;
  const set = engineFor(first)!.compile(sources.map(([name, text]) => ({ name, text })));
  return set.render(first, data);
}

for (const [what, template, data, want] of [
  ['a string that needs no quotes', 'a: <%= it.v %>\n', { v: 'nats:2.10' }, 'a: nats:2.10\n'],
  ['a string that would change type', 'a: <%= it.v %>\n', { v: 'yes' }, 'a: "yes"\n'],
  ['a string of digits', 'a: <%= it.v %>\n', { v: '007' }, 'a: "007"\n'],
  ['a number', 'a: <%= it.v %>\n', { v: 10000000 }, 'a: 10000000\n'],
  ['a boolean', 'a: <%= it.v %>\n', { v: false }, 'a: false\n'],
  ['an empty string', 'a: <%= it.v %>\n', { v: '' }, 'a: ""\n'],
  ['several lines on one', 'a: <%= it.v %>\n', { v: 'x\ny: 1\n' }, 'a: "x\\ny: 1\\n"\n'],
  ['a key', '<%= it.v %>: 1\n', { v: 'a: b' }, '"a: b": 1\n'],
  ['a key and a value', '<%= it.v %>: <%= it.v %>\n', { v: 'on' }, '"on": "on"\n'],
  ['an item', '- <%= it.v %>\n', { v: '- x' }, '- "- x"\n'],
  ['an item of a list in a list', '- - <%= it.v %>\n', { v: 1 }, '- - 1\n'],
  ['the first key of an item', '- name: <%= it.v %>\n', { v: 'x' }, '- name: x\n'],
  ['in a flow list', 'a: [<%= it.v %>, "b", <%= it.v %>]\n', { v: 'x, y' }, 'a: ["x, y", "b", "x, y"]\n'],
  ['in a flow table', 'a: {k: <%= it.v %>, "q": <%= it.v %>}\n', { v: '}' }, 'a: {k: "}", "q": "}"}\n'],
  ['in a flow list over lines', 'a: [\n  <%= it.v %>,\n  <%= it.v %>\n]\n', { v: 'x' }, 'a: [\n  x,\n  x\n]\n'],
  ['in front of a comment', 'a: <%= it.v %> # why\n', { v: 'x' }, 'a: x # why\n'],
  ['in a comment', '# was <%= it.v %>-2\n', { v: 'x\ny' }, '# was "x\\ny"-2\n'],
  ['behind a text with quotes', "a: it's\nb: <%= it.v %>\n", { v: 'x' }, "a: it's\nb: x\n"],
  ['behind a tag', 'a: !!str <%= it.v %>\n', { v: 1 }, 'a: !!str 1\n'],
  ['on the line below its key', 'a:\n  <%= it.v %>\n', { v: 'x' }, 'a:\n  x\n'],
  ['at the end of the file', 'a: <%= it.v %>', { v: 'x' }, 'a: x'],
  ['behind a block scalar', 'a: |\n  x: "\nb: <%= it.v %>\n', { v: 'x' }, 'a: |\n  x: "\nb: x\n'],
  ['behind a block scalar in a list', '- |\n  x\n- <%= it.v %>\n', { v: 'x' }, '- |\n  x\n- x\n'],
  [
    'blocks on neighbouring lines',
    'labels:\n  <%~ yaml({a: 1}) %>\n  <%~ yaml({b: 2, c: 3}) %>\n  <%~ yaml({d: 4, e: 5}) %>\nz: 1\n',
    {},
    'labels:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5\nz: 1\n',
  ],
  ['an alternative on one line', 'a: <% if (it.v) { %><%= 1 %><% } else { %><%= 2 %><% } %>\n', { v: 0 }, 'a: 2\n'],
  ['a template literal', 'a: <%= `${it.v}-secrets` %>\n', { v: 'x' }, 'a: x-secrets\n'],
  ['code with %> in a string', 'a: <%= "%>" + it.v %>\n', { v: 'x' }, 'a: "%>x"\n'],
  ['code over several lines', 'a: <%= [\n  it.v,\n  // more\n].join() %>\n', { v: 'x' }, 'a: x\n'],
  ['code that ends in a comment', 'a: <%= it.v // why %>\n', { v: 'x' }, 'a: x\n'],
  [
    'names of its own that functions have',
    '<% const sorted = 1, quote = 2; %>\na: <%= sorted + quote %>\n',
    {},
    'a: 3\n',
  ],
  ['a bigint', 'a: <%= 12345678901234567890n %>\n', {}, 'a: 12345678901234567890\n'],
] as const) {
  it(`<%= writes ${what}`, () => assert.is(render(template, data), want));
}

for (const [what, template, want] of [
  ['a statement alone on its line leaves nothing', 'a: 1\n  <% const x = 1; %>  \nb: 2\n', 'a: 1\nb: 2\n'],
  ['at the start and the end of the file too', '<% /* licence */ %>\na: 1\n<% /* end */ %>', 'a: 1\n'],
  ['several statements on a line', '<% let x; %> <% x = 2; %>\nb: <%= x %>\n', 'b: 2\n'],
  ['a statement over lines', '<%\n  const x = 1;\n%>\nb: <%= x %>\n', 'b: 1\n'],
  ['blank lines of the author stay', 'a: 1\n\n<% /**/ %>\n\nb: 2\n', 'a: 1\n\n\nb: 2\n'],
  ['a loop', 'l:\n<% for (const x of [1, 2]) { %>\n  - <%= x %>\n<% } %>\n', 'l:\n  - 1\n  - 2\n'],
  ['a loop by a function whose parameter is _', '<% [1].forEach((_, i) => { %>\n- <%= _ + i %>\n<% }) %>\n', '- 1\n'],
  ['a statement with text on its line stays there', 'a: <% if (true) { %>x<% } %>\n', 'a: x\n'],
  ['trim marks', 'a: 1\n<%_ if (true) { _%>\n\n b: 2\n<% } -%>\nc: 3\n', 'a: 1b: 2\nc: 3\n'],
  ['Windows line ends', 'a: 1\r\n<% /**/ %>\r\nb: <%= 1 %>\r\n', 'a: 1\nb: 1\n'],
] as const) {
  it(what, () => assert.is(render(template), want));
}

const labels = { app: 'x', on: 'yes' };
for (const [what, template, want] of [
  ['yaml() under its tag', 'l:\n  <%~ yaml(it) %>\nb: 1\n', 'l:\n  app: x\n  "on": "yes"\nb: 1\n'],
  [
    'yaml() with its own indent at column 0',
    'l:\n<%~ yaml(it, 4) %>\nb: 1\n',
    'l:\n    app: x\n    "on": "yes"\nb: 1\n',
  ],
  [
    'yaml() with its own indent behind blanks',
    'l:\n    <%~ yaml(it, 4) %>\nb: 1\n',
    'l:\n    app: x\n    "on": "yes"\nb: 1\n',
  ],
  [
    'yaml() under a line of statements',
    'l:\n<% if (true) { %>\n  a: 0\n<% } %>\n  <%~ yaml(it) %>\nb: 1\n',
    'l:\n  a: 0\n  app: x\n  "on": "yes"\nb: 1\n',
  ],
  ['nothing under a line of statements', 'l:\n<% if (true) { %>\n<% } %>\n  <%~ "" %>\nb: 1\n', 'l:\nb: 1\n'],
  ['nindent() as in Helm', 'l:<%~ nindent(yaml(it), 2) %>\nb: 1\n', 'l:\n  app: x\n  "on": "yes"\nb: 1\n'],
  ['indent()', 'l:\n<%~ indent("a: 1\\n\\nb: 2", 2) %>\n', 'l:\n  a: 1\n\n  b: 2\n'],
  ['a text in a block scalar', 'd: |\n  <%~ "x\\ny: 1\\n" %>\nb: 1\n', 'd: |\n  x\n  y: 1\nb: 1\n'],
  ['a piece of a text in a block scalar', 'd: |\n  run <%~ it.app %> now\n', 'd: |\n  run x now\n'],
  ['nothing, and its line goes', 'l:\n  <%~ "" %>\nb: 1\n', 'l:\nb: 1\n'],
  ['nothing in the middle of a line', 'a: x<%~ "" %>y\n', 'a: xy\n'],
  ['numbers and booleans', 'a: <%~ 1 %><%~ true %>\n', 'a: 1true\n'],
  ['quoted text', 'a: <%~ quote("yes") %>\n', 'a: "yes"\n'],
] as const) {
  it(`<%~ writes ${what}`, () => assert.is(render(template, labels), want));
}

for (const [what, code, want] of [
  ['required', 'required("x", "m")', 'x'],
  ['required lets false and 0 pass', 'required(0, "m") + Number(required(false, "m"))', '0'],
  ['b64enc', 'b64enc("é")', 'w6k='],
  ['b64enc of bytes', 'b64enc(new Uint8Array([255, 0]))', '/wA='],
  ['b64dec', 'b64dec("w6k=")', 'é'],
  ['sha256sum', 'sha256sum("abc").slice(0, 8)', 'ba7816bf'],
  ['toJson', 'toJson({ a: [1, "x"] })', '{"a":[1,"x"]}'],
  ['quote', 'quote(1)', '"1"'],
  ['yaml of null', 'yaml(null)', 'null'],
] as const) {
  it(`${what}()`, () => assert.is(render({ 'x.txt.eta': `<%= ${code} %>` }), want));
}

it('<%= writes plain text where the ending is not YAML', () => {
  assert.is(render({ 'NOTES.txt.eta': 'It is "<%= it.v %>": <%= it.v %>!\n' }, { v: 'yes' }), 'It is "yes": yes!\n');
});

it('<%= writes YAML in a partial that names no format', () => {
  assert.is(render({ '_x.eta': 'a: <%= it.v %>' }, { v: 'yes' }), 'a: "yes"');
});

it('include finds a file beside the including one, above it, in a subchart by that one’s name, or by its whole name', () => {
  const files = {
    'c/templates/sub/x.yaml.eta': [
      "a: <%~ include('_beside.eta', it) %>",
      "b: <%~ include('_above.eta', { v: 2 }) %>",
      "c: <%~ include('c/charts/d/templates/_far.eta') %>",
      "d: <%~ include('charts/d/templates/_far.eta') %>",
      "e: <%~ include('d/_far.eta') %>",
    ].join('\n'),
    'c/templates/sub/_beside.eta': '<%= it.v %>\n',
    'c/templates/_above.eta': '<%= it.v %>\n',
    'c/charts/d/templates/_far.eta': '<%= it.v * 10 %>\n',
  };
  assert.is(render(files, { v: 1 }), 'a: 1\nb: 2\nc: 10\nd: 10\ne: 10');
});

it('a partial that is included with all of the data runs once in a rendering, unless it asks for whom', () => {
  const files = {
    'c/templates/x.yaml.eta': "<%~ include('_same.eta') %>\n<%~ include('_own.eta') %>",
    'c/templates/y.yaml.eta': "<%~ include('_same.eta') %>\n<%~ include('_own.eta') %>",
    'c/templates/_same.eta': 'same: <%= it.next() %>',
    'c/templates/_own.eta': '<%~ it.Template.Name %>: <%= it.next() %>',
  };
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }));
  const set = engineFor('x.eta')!.compile(sources);
  const renderAll = () => {
    let count = 0;
    const scope = { Values: {}, Release: {}, next: () => (count += 1) };
    return ['x', 'y'].map((Name) => set.render(`c/templates/${Name}.yaml.eta`, { ...scope, Template: { Name } }));
  };
  assert.equal(renderAll(), ['same: 1\nx: 2', 'same: 1\ny: 3']);
  assert.equal(renderAll(), ['same: 1\nx: 2', 'same: 1\ny: 3'], 'nothing is left from the rendering before');
});

it('templates see JavaScript and nothing of Node, the clock or chance', () => {
  const names = [
    'process',
    'require',
    'global',
    'fetch',
    'setTimeout',
    'Buffer',
    'console',
    'Date',
    'Intl',
    'WebAssembly',
  ];
  const code = `[${names.map((name) => `typeof ${name}`).join()}, typeof Math.random].join()`;
  assert.is(
    render({ 'x.txt.eta': `<%= ${code} %>` }),
    Array(names.length + 1)
      .fill('undefined')
      .join(),
  );
});

it('templates leave nothing behind', () => {
  for (const code of [
    'leak = 1',
    'globalThis.leak = 1',
    'Array.prototype.leak = 1',
    'it.list.push(1)',
    'Math.leak = 1',
  ]) {
    assert.throws(
      () => render(`<% ${code} %>`, { list: Object.freeze([]) }),
      /TypeError|not defined|not extensible|read only|Cannot/,
      code,
    );
  }
});

it.run();
