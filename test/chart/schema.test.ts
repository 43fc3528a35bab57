import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Values, validateValues } from '../../src/chart/index.ts';
import { failureOf, makeChart } from './charts.ts';

const it = suite('validateValues');

const schema = {
  type: 'object',
  required: ['host'],
  additionalProperties: false,
  properties: {
    host: { type: 'string', minLength: 1 },
    nats_streaming: { type: 'object', properties: { replicas: { type: 'integer', minimum: 1 } } },
    ports: { type: 'array', items: { type: 'integer' } },
    mode: { enum: ['a', 'b'] },
    size: { type: ['string', 'integer'] },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    credentials: { type: 'object', properties: { password: { type: 'string' } } },
    mail: { type: 'string', format: 'email' },
    either: { anyOf: [{ type: 'integer' }, { pattern: '^x' }] },
  },
};
const chart = makeChart({ name: 'web', schema: JSON.stringify(schema) });

for (const [what, values, lines] of [
  [
    'a wrong type, with the value',
    { host: 'x', nats_streaming: { replicas: 'two' } },
    ['nats_streaming.replicas: must be integer, is "two"'],
  ],
  ['a limit', { host: 'x', nats_streaming: { replicas: 0 } }, ['nats_streaming.replicas: must be >= 1, is 0']],
  ['an item of a list', { host: 'x', ports: [1, 'b'] }, ['ports[1]: must be integer, is "b"']],
  ['a value that is missing', {}, ['host: is required']],
  ['a value nobody knows', { host: 'x', hots: 1 }, ['hots: is not a known value']],
  ['a choice', { host: 'x', mode: 'c' }, ['mode: must be one of "a", "b", is "c"']],
  ['several types', { host: 'x', size: true }, ['size: must be string or integer, is true']],
  ['a key with dots', { host: 'x', labels: { 'a.b/c': 1 } }, ['labels["a.b/c"]: must be string, is 1']],
  ['a table', { host: {} }, ['host: must be string, is a table']],
  ['a list', { host: [] }, ['host: must be string, is a list']],
  ['null', { host: null }, ['host: must be string, is null']],
  ['a format', { host: 'x', mail: 'nobody' }, ['mail: must match format "email", is "nobody"']],
  ['no secret', { host: 'x', credentials: { password: 123456 } }, ['credentials.password: must be string']],
  [
    'all at once',
    { mode: 1, ports: 2 },
    ['host: is required', 'ports: must be array, is 2', 'mode: must be one of "a", "b", is 1'],
  ],
  [
    'all branches of a choice',
    { host: 'x', either: 'y' },
    [
      'either: must be integer, is "y"',
      'either: must match pattern "^x", is "y"',
      'either: must match a schema in anyOf, is "y"',
    ],
  ],
] as const) {
  it(`names ${what}`, async () => {
    const error = await failureOf(() => validateValues(chart, values as Values));
    assert.is(error.code, 'VALUES_INVALID');
    const [first, ...rest] = error.message.split('\n');
    assert.is(first, 'values of chart web violate its schema:');
    assert.equal(
      rest,
      lines.map((line) => `- ${line}`),
    );
  });
}

it('lets values pass that fit, and all when there is no schema', () => {
  validateValues(chart, { host: 'x', ports: [1], size: 1 });
  validateValues(makeChart(), { anything: [{}] });
});

it('puts what the values are called in front', async () => {
  const values = { host: 'x', nats_streaming: { replicas: 'two' } };
  const error = await failureOf(() => validateValues(chart, values, 'spec'));
  assert.match(error.message, /- spec\.nats_streaming\.replicas: must be integer, is "two"$/);
});

it('names the path of a subchart from the top', async () => {
  const top = makeChart({ dependencies: [chart] });
  const error = await failureOf(() => validateValues(top, { web: { host: 'x', ports: 1 } }));
  assert.match(error.message, /- web\.ports: must be array, is 1$/);
});

for (const [draft, uri, schema, good, bad] of [
  ['draft-07', 'http://json-schema.org/draft-07/schema#', { items: [{ type: 'integer' }] }, [1], ['x']],
  ['draft-04', 'http://json-schema.org/draft-04/schema#', { items: [{ type: 'integer' }] }, [1], ['x']],
  ['2019-09', 'https://json-schema.org/draft/2019-09/schema', { unevaluatedItems: false }, [], [1]],
  ['2020-12', 'https://json-schema.org/draft/2020-12/schema', { prefixItems: [{ type: 'integer' }] }, [1], ['x']],
] as const) {
  it(`reads ${draft}`, async () => {
    const text = JSON.stringify({ $schema: uri, properties: { v: schema } });
    validateValues(makeChart({ schema: text }), { v: good });
    assert.is((await failureOf(() => validateValues(makeChart({ schema: text }), { v: bad }))).code, 'VALUES_INVALID');
  });
}

it('takes two schemas of one $id for two', async () => {
  const schemaOf = (type: string) => JSON.stringify({ $id: 'https://example.com/values', properties: { v: { type } } });
  const [one, two] = [makeChart({ schema: schemaOf('string') }), makeChart({ schema: schemaOf('integer') })];
  validateValues(one, { v: 'x' });
  validateValues(two, { v: 1 });
  validateValues(one, { v: 'y' });
  await failureOf(() => validateValues(two, { v: 'x' }));
});

for (const [what, text] of [
  ['that is no JSON', '{'],
  ['that is no schema', '{"type": "strnig"}'],
  ['that refers to nothing', '{"$ref": "#/definitions/nope"}'],
  ['that is no table', '[]'],
] as const) {
  it(`refuses a schema ${what}, naming the chart`, async () => {
    const error = await failureOf(() => validateValues(makeChart({ name: 'web', schema: text }), {}));
    assert.is(error.code, 'CHART_INVALID');
    assert.match(error.message, /^web\/values\.schema\.json is not a JSON schema/);
  });
}

it.run();
