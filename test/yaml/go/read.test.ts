import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../../src/errors/index.ts';
import { type GoYamlOptions, readGoYaml } from '../../../src/yaml/go/index.ts';
import { readAny } from '../../../src/yaml/go/read.ts';
import { readSimple } from '../../../src/yaml/go/simple.ts';

const it = suite('readGoYaml');

/** What was decoded into, the text, and what came of it; or null and the error. The file says what they were recorded with. */
type Row = readonly [op: string, text: string, data: unknown, error?: string];

const file = new URL('../../golden/yaml-go/read.json', import.meta.url);
const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: readonly Row[] };

const optionsOf: Readonly<Record<string, GoYamlOptions>> = {
  yaml: {},
  yamlMap: { into: 'map' },
  yamlList: { into: 'list' },
  yamlStrict: { duplicates: 'error' },
};

for (const [op, text, data, error] of rows) {
  it(`${op} ${JSON.stringify(text).slice(0, 80)}`, () => {
    const options = optionsOf[op]!;
    if (error !== undefined)
      return assert.is(
        messageOf(() => readGoYaml(text, options)),
        error,
      );
    const empty = options.into === 'map' ? {} : options.into === 'list' ? [] : null;
    assert.equal(readGoYaml(text, options) ?? empty, data);
    assert.equal(toObjects(readGoYaml(text, { ...options, maps: 'Map' })) ?? empty, data);
  });
}

it('knows the line of a problem, however Go counts', () => {
  assert.throws(
    () => readGoYaml('a: 1\nb:\n  c: d: e\n', { file: 'values.yaml' }),
    (error: unknown) => isCapstanError(error, 'YAML_INVALID') && error.place?.line === 3,
  );
});

it('stands a nesting that no stack holds', () => {
  const deep = 20_000;
  assert.match(
    messageOf(() => readGoYaml('['.repeat(deep))),
    /exceeded max depth of 10000/,
  );
  assert.match(
    messageOf(() => readGoYaml(`${'- '.repeat(deep)}a`)),
    /exceeded max depth of 10000/,
  );
});

/** Lines of what people write, and what upsets readers. */
const lines = fc.array(
  fc.tuple(
    fc.constantFrom('', '  ', '    ', '   '),
    fc.constantFrom('a:', 'b: ', '"c d": ', '- ', '-', '- a: ', '', 'yes: ', 'e:f: ', '? ', '#', '- - '),
    fc.constantFrom(
      '',
      'x',
      'x y',
      'x # y',
      'x#',
      '1',
      '1e3',
      'no',
      '"x"',
      '"x\\n"',
      "'x'",
      "'x''",
      '|',
      '|-',
      '>+',
      '[]',
      '[a, 1]',
    ),
    fc.constantFrom('', ' ', ' # c', ':', ': z', '{}', ' {}', '\n', '\n\n', '\t'),
  ),
  { minLength: 1, maxLength: 8 },
);

it('the simple reader reads as the whole one, or not at all', () => {
  let simple = 0;
  fc.assert(
    fc.property(lines, fc.boolean(), (parts, endsLine) => {
      const text = parts.map((part) => part.join('')).join('\n') + (endsLine ? '\n' : '');
      const read = readSimple(text, false);
      if (read === undefined) return;
      simple += 1;
      assert.equal(read.data, readAny(text, {}));
    }),
    { numRuns: 5000 },
  );
  assert.ok(simple > 50, `${simple} of 5000 texts are simple`);
});

it('the simple reader knows what values files are made of', () => {
  const text = '# c\na: 1 # d\nb:\n  c: "x"\n  d: [a, "b"]\n\ne:\n- f: |\n    x\n    y\n  g: {}\n- h i\n';
  assert.equal(readSimple(text, false)?.data, {
    a: 1,
    b: { c: 'x', d: ['a', 'b'] },
    e: [{ f: 'x\ny\n', g: {} }, 'h i'],
  });
});

function messageOf(body: () => unknown): string {
  try {
    return `read as ${JSON.stringify(body())}`;
  } catch (error) {
    if (!isCapstanError(error, 'YAML_INVALID')) throw error;
    return error.message;
  }
}

function toObjects(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(toObjects);
  if (!(data instanceof Map)) return data;
  return Object.fromEntries([...data].map(([key, value]) => [key, toObjects(value)]));
}

it.run();
