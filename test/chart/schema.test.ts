import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkSchema, fetchSchemas, type Values, validateValues } from '../../src/chart/index.ts';
import { failureOf, makeChart } from './charts.ts';
import { recordedRows } from './recorded.ts';

const it = suite('validateValues');

interface Row {
  readonly schema: string;
  readonly values: string;
  /** What helm says; '' when the values fit. */
  readonly says: string;
}

for (const { schema, values, says } of recordedRows<Row>('chart/schema.json')) {
  it(`${values} against ${schema}`, () => {
    assert.equal(asTree(checkSchema(JSON.parse(values) as Values, schema) ?? ''), asTree(says));
  });
}

interface Line {
  readonly text: string;
  readonly below: Line[];
}

/** The lines of a message without their order, which is chance in Go. */
function asTree(message: string): string {
  const top: Line = { text: '', below: [] };
  const open = [top];
  for (const line of message.split('\n')) {
    const [, blanks, text] = /^( *)- (.*)$/.exec(line) ?? [undefined, '', line];
    const entry: Line = { text: inOrder(text!), below: [] };
    const depth = blanks!.length / 2;
    open.length = Math.min(depth + 1, open.length);
    open.at(-1)!.below.push(entry);
    open.push(entry);
  }
  return print(top);
}

function print({ text, below }: Line): string {
  return `${text}[${below.map(print).sort().join()}]`;
}

function inOrder(text: string): string {
  return text
    .replace(
      /(additional properties )(.*)( not allowed)/,
      (_, start, names, end) => start + names.split(', ').sort().join() + end,
    )
    .replace(/both .* and .* resolve/, 'both resolve');
}

const schema = JSON.stringify({
  required: ['host'],
  properties: { replicas: { type: 'integer' }, adminPassword: { pattern: '^x' }, size: { pattern: '^x' } },
});
const chart = makeChart({ name: 'web', schema });
const header = "values don't meet the specifications of the schema(s) in the following chart(s):\n";

it('says it as helm does', async () => {
  const error = await failureOf(() => validateValues(chart, { replicas: 'two' }));
  assert.is(error.code, 'VALUES_INVALID');
  assert.is(
    error.message,
    `${header}web:\n- at '': missing property 'host'\n- at '/replicas': got string, want integer\n`,
  );
  assert.ok(error.hint);
});

it('holds the values of each subchart against its own schema', async () => {
  const top = makeChart({ dependencies: [chart, makeChart({ name: 'db', schema: '{"required":["x"]}' })] });
  const error = await failureOf(() => validateValues(top, { web: { host: 'x', replicas: 1n }, db: {} }));
  assert.is(error.message, `${header}db:\n- at '': missing property 'x'\n`);
  validateValues(top, {});
});

it('lets values pass that fit, and all when there is no schema', () => {
  validateValues(chart, { host: 'x', replicas: 1n });
  validateValues(makeChart(), { anything: [{}] });
});

it('puts what the values are called in front, and tells no secrets then', async () => {
  const top = makeChart({ dependencies: [chart] });
  const values = { web: { host: 'x', adminPassword: 'hunter2', size: 'big' } };
  const { message } = await failureOf(() => validateValues(top, values, 'spec'));
  assert.match(message, "- at 'spec.web.size': 'big' does not match pattern '^x'");
  assert.match(message, "- at 'spec.web.adminPassword': it does not match pattern '^x'");
  assert.not.match(message, 'hunter2');
});

for (const [what, text, says] of [
  ['that is no JSON', '{', 'unexpected EOF'],
  [
    'that refers to nothing',
    '{"$ref": "#/definitions/nope"}',
    'json-pointer in "file:///values.schema.json#/definitions/nope" not found',
  ],
  [
    'that refers to a file',
    '{"$ref": "other.json"}',
    'failing loading "file:///other.json": open /other.json: no such file or directory',
  ],
] as const) {
  it(`blames the chart for a schema ${what}`, async () => {
    const error = await failureOf(() => validateValues(makeChart({ name: 'web', schema: text }), {}));
    assert.is(error.code, 'CHART_INVALID');
    assert.is(error.message, `${header}web:\n${says}`);
  });
}

it('takes an urn for anything, and says so', () => {
  const warnings: string[] = [];
  const top = makeChart({ schema: '{"$ref": "urn:a:b"}' });
  validateValues(top, { a: 1 }, undefined, { warn: (line) => warnings.push(line) });
  assert.equal(warnings, [
    'jsonschema.go:192: WARNING: unresolved URN reference ignored; using permissive schema: urn:a:b',
  ]);
});

it('fetches the schemas that others refer to, once each', async () => {
  const remote = {
    'https://example.com/a.json': '{"$ref": "b.json#/definitions/port"}',
    'https://example.com/b.json': '{"definitions": {"port": {"type": "integer"}}, "$ref": "a.json"}',
  };
  const asked: string[] = [];
  const top = makeChart({
    name: 'web',
    schema: '{"properties": {"port": {"$ref": "https://example.com/a.json"}, "x": {"$ref": "http://nowhere/"}}}',
  });
  const documents = await fetchSchemas(top, async (url) => {
    asked.push(url);
    const text = remote[url as keyof typeof remote];
    if (text === undefined) throw new Error('no such host');
    return text;
  });
  assert.equal(asked.sort(), ['http://nowhere/', 'https://example.com/a.json', 'https://example.com/b.json']);
  const error = await failureOf(() => validateValues(top, { port: 'x' }, undefined, { documents }));
  assert.is(error.message, `${header}web:\nfailing loading "http://nowhere/": no such host`);
  documents instanceof Map && documents.set('http://nowhere/', 'true');
  const mismatch = await failureOf(() => validateValues(top, { port: 'x' }, undefined, { documents }));
  assert.is(mismatch.message, `${header}web:\n- at '/port': got string, want integer\n`);
});

it.run();
