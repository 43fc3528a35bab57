import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readBlockYaml } from '../../src/yaml/block.ts';
import { stringifyYaml } from '../../src/yaml/index.ts';
import { parseAnyYaml } from '../../src/yaml/parse-any.ts';
import { json, same } from './texts.ts';

const it = suite('readBlockYaml');

const ordinary = [
  'a: 1\nb:\n- x\n- w: 2\n  z: 3\nc:\n  d: e\n',
  'a:\n  - b\n  - c: "q"\n    d: |\n      x\n      y\n  - [a, b]\nz: {}\n',
  "x: 'it''s'\nk: \"a\\n\"\n# c\nw: a # b\nl: |-\n  q\n\n  r\nm: q\n",
  '- a\n- b: 1\n  c:\n  - d\n- e\n',
  'a:\nb:\n  c:\nd: -x\n',
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n  labels:\n    app.kubernetes.io/name: s\nspec:\n  ports:\n    - port: 80\n',
];

for (const text of ordinary) {
  it(`reads ${JSON.stringify(text.slice(0, 30))}… itself`, () => {
    assert.ok(readBlockYaml(text));
    same([readBlockYaml(text)?.data], parseAnyYaml(text, { file: 'x' }));
  });
}

it('reads what stringifyYaml writes, where it reads it at all, as the whole grammar does', () => {
  fc.assert(
    fc.property(json, (value) => agree(stringifyYaml({ value }))),
    { numRuns: 1000 },
  );
});

const splinters = [
  '\n',
  ' ',
  '  ',
  '- ',
  ':',
  ': ',
  '#',
  ' #',
  '"',
  "'",
  '|',
  '|-',
  '>',
  '[',
  ']',
  '{',
  '}',
  '&a',
  '*a',
  '!t',
  '?',
  '-',
  '.',
  '0',
  '1e3',
  'yes',
  '~',
  '\\',
  ',',
  '%',
  '@',
  '`',
  '\t',
  '\r',
  '\n\n',
  '\n  ',
  '\n- ',
  '\n    x: 1',
  '<<: ',
  '"a": ',
  '=',
  '---',
  'é',
];

it('agrees with the whole grammar on texts that were tampered with', () => {
  const cut = fc.tuple(fc.constant('cut' as const), fc.nat(), fc.integer({ min: 1, max: 3 }));
  const insert = fc.tuple(fc.constant('insert' as const), fc.nat(), fc.constantFrom(...splinters));
  fc.assert(
    fc.property(
      fc.constantFrom(...ordinary),
      fc.array(fc.oneof(cut, insert), { minLength: 1, maxLength: 4 }),
      (text, changes) => {
        agree(
          changes.reduce((tampered, change) => {
            const at = change[1] % (tampered.length + 1);
            const rest = change[0] === 'cut' ? tampered.slice(at + change[2]) : change[2] + tampered.slice(at);
            return tampered.slice(0, at) + rest;
          }, text),
        );
      },
    ),
    { numRuns: 20_000 },
  );
});

function agree(text: string): void {
  const read = readBlockYaml(text);
  if (read) same([read.data], parseAnyYaml(text, { file: 'x' }), JSON.stringify(text));
}

it.run();
