import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { cutSections } from '../../src/installer/settings/sections.ts';
import { setValue } from '../../src/installer/settings/set-value.ts';

const it = suite('installer values files');

const text = `# What this is.

# The API.
# It has a port.
knitd:
  # the port
  port: 18080 # not valid

"hooks": # told of runs
  before: []
text: |
  hooks:
    not a key
# The last.
extraApi: {}
`;

it('a values.yaml is cut at its top-level keys, comments with what they stand above', () => {
  const { head, sections } = cutSections(text);
  assert.is(head, '# What this is.\n\n');
  assert.equal(
    sections.map(({ key }) => key),
    ['knitd', 'hooks', 'text', 'extraApi'],
  );
  assert.is(sections[3]?.text, '# The last.\nextraApi: {}\n');
});

it('nothing of a text is lost when it is cut', () => {
  const line = fc.constantFrom(
    'a: 1\n',
    '# c\n',
    '\n',
    '  b: 2\n',
    "'k': x\n",
    'c:\n',
    '- d: 1\n',
    '{}\n',
    'e: |\n',
    'no line end',
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const whole = lines.join('');
      const { head, sections } = cutSections(whole);
      assert.is(head + sections.map((section) => section.text).join(''), whole);
    }),
  );
});

for (const [what, before, path, value, after] of [
  ['one value, the rest as it was', 'a:\n  # c\n  b: ""   # d\n', ['a', 'b'], 'x"y', 'a:\n  # c\n  b: "x\\"y"   # d\n'],
  ['a number', 'knitd: {port: 18080, replicas: 1}\n', ['knitd', 'port'], 30803, 'knitd: {port: 30803, replicas: 1}\n'],
  ['a key that is missing', '# c\na: 1\n', ['b', 'c'], 2, '# c\na: 1\nb:\n  c: 2\n'],
  ['nothing there', '# c\n', ['b', 'c'], 2, '# c\nb:\n  c: 2\n'],
  ['an empty text', '', ['b'], 'x', 'b: "x"\n'],
  ['an empty value', 'a:\n  b:\n', ['a', 'b'], 'x', 'a:\n  b: x\n'],
] as const) {
  it(`set: ${what}`, () => assert.is(setValue(before, path, value), after));
}

it('what was set is read back', () => {
  fc.assert(
    fc.property(fc.string(), (password) => {
      const set = setValue('credential:\n  # given\n  password: ""\nport: 1\n', ['credential', 'password'], password);
      assert.equal(parse(set), { credential: { password }, port: 1 });
    }),
  );
});

it.run();
