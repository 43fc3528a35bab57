import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toStructural } from '../../src/scaffold/api/structural-schema.ts';

const it = suite('structural schemas');
const open = { 'x-kubernetes-preserve-unknown-fields': true };
const anything = { ...open, nullable: true };

/** What becomes of one property. */
for (const [what, given, want] of [
  ['a type', { type: 'string' }, { type: 'string', nullable: true }],
  ['a type or null', { type: ['string', 'null'] }, { type: 'string', nullable: true }],
  ['number or text', { type: ['integer', 'string'] }, { 'x-kubernetes-int-or-string': true, nullable: true }],
  ['other types', { type: ['boolean', 'string'] }, anything],
  ['no type', {}, anything],
  ['true', true, anything],
  ['a description', { type: 'boolean', description: 'On?' }, { description: 'On?', type: 'boolean', nullable: true }],
  ['a title in its place', { type: 'boolean', title: 'On' }, { description: 'On', type: 'boolean', nullable: true }],
  ['choices', { enum: ['a', 'b'] }, { type: 'string', nullable: true, enum: ['a', 'b', null] }],
  ['choices of several types', { enum: ['a', 1] }, anything],
  ['a constant', { const: 'a' }, { type: 'string', nullable: true, enum: ['a', null] }],
  ['bounds', { type: 'integer', minimum: 1, maximum: 9 }, { type: 'integer', nullable: true, minimum: 1, maximum: 9 }],
  [
    'a bound that is left out itself',
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'number', nullable: true, minimum: 0, exclusiveMinimum: true },
  ],
  ['a pattern', { type: 'string', pattern: '^a+$' }, { type: 'string', nullable: true, pattern: '^a+$' }],
  ['a pattern that Go does not have', { type: 'string', pattern: '^(?!a)' }, { type: 'string', nullable: true }],
  ['a format', { type: 'string', format: 'ipv4' }, { type: 'string', nullable: true, format: 'ipv4' }],
  ['a format that is not known', { type: 'string', format: 'colour' }, { type: 'string', nullable: true }],
  ['a default, which is the chart’s', { type: 'integer', default: 3 }, { type: 'integer', nullable: true }],
  ['an open table', { type: 'object' }, { type: 'object', nullable: true, ...open }],
  [
    'a closed table',
    { properties: { a: { type: 'string' } }, additionalProperties: false },
    { type: 'object', nullable: true, properties: { a: { type: 'string', nullable: true } } },
  ],
  [
    'a table of one type',
    { type: 'object', additionalProperties: { type: 'integer' } },
    { type: 'object', nullable: true, additionalProperties: { type: 'integer', nullable: true } },
  ],
  [
    'names and others, which may not be said both',
    { properties: { a: { type: 'string' } }, additionalProperties: { type: 'integer' } },
    { type: 'object', nullable: true, properties: { a: { type: 'string', nullable: true } }, ...open },
  ],
  [
    'alternatives of a table',
    {
      type: 'object',
      properties: { a: { type: 'string' } },
      oneOf: [{ required: ['a'] }],
      additionalProperties: false,
    },
    { type: 'object', nullable: true, properties: { a: { type: 'string', nullable: true } }, ...open },
  ],
  ['alternatives', { anyOf: [{ type: 'string' }, { type: 'array' }] }, anything],
  [
    'a list',
    { type: 'array', items: { type: 'string' } },
    { type: 'array', nullable: true, items: { type: 'string', nullable: true } },
  ],
  [
    'a list of pairs',
    { type: 'array', items: [{ type: 'string' }] },
    { type: 'array', nullable: true, items: anything },
  ],
  [
    'a list without doubles, which is forbidden',
    { type: 'array', uniqueItems: true },
    { type: 'array', nullable: true, items: anything },
  ],
  ['a reference', { $ref: '#/definitions/port' }, { type: 'integer', nullable: true, minimum: 1 }],
  ['a reference to another document', { $ref: 'https://example.com/a.json' }, anything],
] as const) {
  it(what, () => {
    const schema = { definitions: { port: { type: 'integer', minimum: 1 } }, properties: { it: given } };
    assert.equal(toStructural(schema, {})['properties'], { it: want });
  });
}

it('a reference to what is round it ends where it comes round', () => {
  const schema = { properties: { child: { $ref: '#' } } };
  const { properties } = toStructural(schema, {}) as { properties: { child: { properties: object } } };
  assert.equal(properties.child.properties, { child: anything });
});

it('what is required is so only where the chart has no value', () => {
  const schema = { properties: { a: { required: ['b', 'c'], properties: { b: {}, c: {} } } }, required: ['a', 'd'] };
  const { required, properties } = toStructural(schema, { a: { b: 1, c: null } }) as {
    required: unknown;
    properties: { a: object };
  };
  assert.equal(required, ['d']);
  assert.equal((properties.a as { required: unknown }).required, ['c']);
});

it.run();
