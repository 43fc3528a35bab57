import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeKeys } from '../../src/scaffold/api/descriptions.ts';
import { describeSchema, inferSchema } from '../../src/scaffold/api/inferred-schema.ts';
import { parseYaml } from '../../src/yaml/index.ts';

const it = suite('inferred schemas');
const open = { 'x-kubernetes-preserve-unknown-fields': true };

for (const [value, want] of [
  ['true', { type: 'boolean' }],
  ['3', { type: 'integer' }],
  ['2.5', { type: 'number' }],
  ['text', { type: 'string' }],
  ['""', open],
  ['"1.25"', open],
  ['100m', open],
  ['null', open],
  ['{}', { type: 'object', ...open }],
  ['[]', { type: 'array', items: { ...open, nullable: true } }],
  ['[a, b]', { type: 'array', items: { type: 'string', nullable: true } }],
  ['[a, 1]', { type: 'array', items: { ...open, nullable: true } }],
] as const) {
  it(`${value} may be ${JSON.stringify(want)}`, () => {
    const schema = inferSchema(parseYaml(`it: ${value}`, { file: 'values.yaml' }), new Map());
    assert.equal(schema, { type: 'object', ...open, properties: { it: { ...want, nullable: true } } });
  });
}

it('limits and requests are quantities, written as one likes', () => {
  const schema = inferSchema({ resources: { limits: { cpu: 1, memory: '64Mi' } } }, new Map());
  assert.match(JSON.stringify(schema), '"cpu":{"x-kubernetes-preserve-unknown-fields":true,"nullable":true}');
});

const values = `# A heading of the file.

# How many.
replicas: 1
image:
  # -- The repository.
  # It has to be public.
  repository: nginx
  tag: "" # chart's appVersion
# tolerations:
#   - key: a
nodeSelector: {}
## @param auth.user Who may come in
## @section Other things
auth:
  user: ""
`;

it('comments become descriptions, in all the ways that charts write them', () => {
  assert.equal(Object.fromEntries(describeKeys(values)), {
    replicas: 'How many.',
    'image.repository': 'The repository. It has to be public.',
    'image.tag': "chart's appVersion",
    'auth.user': 'Who may come in',
  });
});

it('descriptions of a schema of its own count more', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', description: 'Own.' }, b: { type: 'string' } } };
  const descriptions = new Map([
    ['a', 'Other.'],
    ['b', 'Other.'],
  ]);
  assert.equal(describeSchema(schema, descriptions)['properties'], {
    a: { type: 'string', description: 'Own.' },
    b: { description: 'Other.', type: 'string' },
  });
});

it.run();
