import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maskSecrets } from '../../src/operator/mask-secrets.ts';
import { manifestText, parseManifestText } from '../../src/render/index.ts';
import { stringifyYaml } from '../../src/yaml/index.ts';

const map = `---
# Source: web/templates/config.yaml
apiVersion: v1
kind: ConfigMap   # not a Secret
metadata: {name: "c",   labels: {a: 'b'}}
data:
  text: |+
    kind: Secret
    data: {password: plain}

`;
const secret = (values: string) => `---
# Source: web/templates/secret.yaml
apiVersion: v1
kind: Secret
metadata:
  name: s
${values}`;
const masked = secret('data:\n  password: "****"\n');

const it = suite('mask secrets');

for (const [what, manifest] of [
  ['nothing', ''],
  ['a manifest without Secrets', map + map],
  ['a resource that reads a Secret', '---\nkind: Pod\nspec:\n  volumes:\n  - secret: {secretName: Secret}\n'],
  ['a kind that ends alike', '---\nkind: ExternalSecret\nmetadata: {name: e}\ndata:\n- key: x\n'],
  ['a kind that begins alike', '---\nkind: SecretStore\nmetadata: {name: e}\ndata: {a: b}\n'],
  ['a list without Secrets', '---\nkind: List\nitems:\n- kind: ConfigMap\n  data: {kind: Secret}\n'],
  ['a document of comments', '---\n# kind: Secret\n'],
] as const) {
  it(`${what} stays to the letter`, () => assert.is(maskSecrets(manifest), manifest));
}

for (const [what, given, want] of [
  ['alone', secret('data:\n  password: aHVudGVyMg==\n'), masked],
  ['first', secret('data:\n  password: aHVudGVyMg==\n') + map, masked + map],
  ['last', map + secret('data:\n  password: aHVudGVyMg==\n'), map + masked],
  ['last, without a newline', map + secret('data:\n  password: aHVudGVyMg=='), map + masked.trimEnd()],
  ['between others', map + secret('data:\n  password: aHVudGVyMg==\n') + map, map + masked + map],
  ['twice', secret('data: {password: a}\n') + secret('data: {password: b}\n'), masked + masked],
  ['without a separator in front', secret('data:\n  password: a\n').replace('---\n', ''), masked.replace('---\n', '')],
  ['without a source', secret('data: {password: a}\n').replace(/# .*\n/, ''), masked.replace(/# .*\n/, '')],
  [
    'under several comments and empty lines',
    secret('data: {password: a}\n').replace('---\n', '---\n\n# one\n\n  # two\n'),
    masked.replace('---\n', '---\n\n# one\n\n  # two\n'),
  ],
  [
    'with stringData beside data',
    secret('data:\n  password: a\nstringData:\n  token: b\n  key: |\n    c\n    d\n'),
    secret('data:\n  password: "****"\nstringData:\n  token: "****"\n  key: "****"\n'),
  ],
  ['without data', secret('type: Opaque\n'), secret('type: Opaque\n')],
  ['with empty data', secret('data: {}\nstringData:\n'), secret('data: {}\nstringData: null\n')],
  ['with data that is no table', secret('data: hunter2\n'), secret('data: "****"\n')],
  ['with data that is a list', secret('stringData: [hunter2]\n'), secret('stringData: "****"\n')],
  [
    'with other fields, which stay',
    secret('type: kubernetes.io/tls\nimmutable: true\ndata: {tls.key: a, tls.crt: b}\n'),
    secret('type: kubernetes.io/tls\nimmutable: true\ndata:\n  tls.key: "****"\n  tls.crt: "****"\n'),
  ],
] as const) {
  it(`a Secret ${what}`, () => {
    assert.is(maskSecrets(given), want);
    assert.is(maskSecrets(want), want, 'what is masked stays as it is');
  });
}

/** However YAML is written: no value is left, and all else still means the same. */
for (const [what, document] of [
  ['quoted', 'apiVersion: v1\nkind: "Secret"\nmetadata: {name: s}\ndata: {password: hunter2}'],
  ['in single quotes', "apiVersion: v1\nkind: 'Secret'\nmetadata: {name: s}\ndata: {password: hunter2}"],
  ['with a comment', 'apiVersion: v1\nkind: Secret # mine\nmetadata: {name: s}\ndata: {password: hunter2}'],
  ['with a comment that tells', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: x} # hunter2'],
  ['with quoted keys', '"apiVersion": v1\n"kind": Secret\n"metadata": {name: s}\n"data": {password: hunter2}'],
  ['with blanks before colons', 'apiVersion : v1\nkind : Secret\nmetadata : {name: s}\ndata : {password: hunter2}'],
  ['as JSON', '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"password":"hunter2"}}'],
  ['with an anchor', 'apiVersion: v1\nkind: &k Secret\nmetadata: {name: s}\ndata: {password: &p hunter2, again: *p}'],
  ['with a tag', 'apiVersion: v1\nkind: !!str Secret\nmetadata: {name: s}\ndata: {password: hunter2}'],
  ['with Windows line ends', 'apiVersion: v1\r\nkind: Secret\r\nmetadata: {name: s}\r\ndata: {password: hunter2}\r'],
  [
    'in a folded text',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: >-\n    hunter2\n\n    hunter2',
  ],
  [
    'over several lines',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: "x\n    hunter2\n    y"',
  ],
  [
    'twice under one key',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: x}\ndata: {password: hunter2}',
  ],
  [
    'under a merged key',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  <<: {password: hunter2}\n  a: hunter2',
  ],
  [
    'in a List',
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  data: {password: hunter2}\n- {apiVersion: v1, kind: Pod, metadata: {name: p}}',
  ],
  [
    'in a List in a List',
    'kind: List\nitems:\n- kind: List\n  items:\n  - kind: Secret\n    metadata: {name: s}\n    data: {password: hunter2}',
  ],
  [
    'in a SecretList, where the kind may be left out',
    'apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: s}\n  stringData: {password: hunter2}',
  ],
] as const) {
  for (const [where, before, after] of [
    ['alone', '', ''],
    ['among others', `${map}---\n`, `\n${map}`],
    ['behind a separator with a comment', `${map}--- # hunted\n`, ''],
    ['behind a separator with blanks', `${map}---  \n`, `\n${map}`],
  ] as const) {
    it(`a Secret written ${what}, ${where}`, () => {
      const hidden = maskSecrets(`${before}${document}${after}`);
      assert.not.match(hidden, 'hunter2');
      assert.ok(hidden.startsWith(before), 'what comes before stays to the letter');
      assert.ok(hidden.endsWith(after), 'what comes after stays to the letter');
      assert.match(hidden, '****');
    });
  }
}

// Values that YAML writes in all its ways, each with a mark that is found whatever is done to it.
const value = fc
  .tuple(fc.array(fc.constantFrom('\n', ' ', '"', "'", ': ', '# ', '---\n', 'ü', '\t', '{', '|', '*')), fc.nat(99))
  .map(([parts, n]) => `${parts.join('')}hunter2-${n}${parts.reverse().join('')}`);
const values = fc.dictionary(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9._-]{0,10}$/), value, {
  maxKeys: 4,
  noNullPrototype: true,
});
const secretObject = fc.record(
  {
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Secret'),
    metadata: fc.constant({ name: 's' }),
    data: values,
    stringData: values,
  },
  { requiredKeys: ['apiVersion', 'kind', 'metadata'], noNullPrototype: true },
);
const otherObject = fc.record(
  {
    apiVersion: fc.constant('v1'),
    kind: fc.constantFrom('ConfigMap', 'Secretary'),
    metadata: fc.constant({ name: 'c' }),
    data: fc.dictionary(
      fc.constantFrom('a', 'b'),
      value.map((text) => text.replaceAll('hunter2', 'kind: Secret\n')),
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);
type Any = Readonly<Record<string, unknown>>;
const shuffled = (object: fc.Arbitrary<object>): fc.Arbitrary<Any> =>
  object.chain((all) =>
    fc
      .shuffledSubarray(Object.entries(all), { minLength: Object.keys(all).length })
      .map((entries) => Object.fromEntries(entries)),
  );
const document = fc
  .tuple(fc.oneof(shuffled(secretObject), shuffled(otherObject)), fc.boolean())
  .map(([object, isJson]) => ({
    source: 'web/templates/x.yaml',
    text: isJson ? JSON.stringify(object) : stringifyYaml(object),
    object,
  }));

function hide(object: Any): Any {
  if (object['kind'] !== 'Secret') return object;
  const mask = (table: unknown) => Object.fromEntries(Object.keys(table as object).map((key) => [key, '****']));
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => [
      field,
      field.toLowerCase().endsWith('data') && field !== 'metadata' ? mask(value) : value,
    ]),
  );
}

it('whatever is in a manifest: no value of a Secret is left, other documents are the same, and all reads as before', () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 5 }), (documents) => {
      const text = manifestText(documents);
      const hidden = maskSecrets(text);
      assert.not.match(hidden, 'hunter2');
      assert.equal(
        parseManifestText(hidden).map(({ source, object }) => ({ source, object })),
        parseManifestText(text).map(({ source, object }) => ({ source, object: hide(object) })),
      );
      const others = documents.filter(({ object }) => object['kind'] !== 'Secret');
      for (const other of others) assert.ok(hidden.includes(manifestText([other])));
      assert.is(maskSecrets(hidden), hidden);
    }),
  );
});

it.run();
