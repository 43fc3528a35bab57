import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson, inputDigest } from '../../src/render/index.ts';
import { makeChart } from '../chart/charts.ts';
import { json } from '../yaml/texts.ts';
import { capabilities, inputOf } from './input.ts';

const it = suite('inputDigest');
const input = inputOf(makeChart({ digest: 'd' }), { a: 1, b: { c: 1, d: 2 } });
const digest = inputDigest(input);

it('is a sha256 in hex, the same in every process and every version', () => {
  assert.is(digest, '4481af9b2aafceb9c6f1571203accdd221818687df5195d97f966ca64602c954');
});

for (const [what, same] of [
  ['the order of keys', { ...input, values: { b: { d: 2, c: 1 }, a: 1 } }],
  ['undefined', { ...input, values: { ...input.values, x: undefined } }],
  ['another object of the same content', structuredClone(input)],
  ['the revision', { ...input, release: { ...input.release, revision: 9, isInstall: true } as typeof input.release }],
] as const) {
  it(`does not mind ${what}`, () => assert.is(inputDigest(same), digest));
}

for (const [what, other] of [
  ['a value', { ...input, values: { ...input.values, a: 2 } }],
  ['the type of a value', { ...input, values: { ...input.values, a: '1' } }],
  ['a key that is null', { ...input, values: { ...input.values, x: null } }],
  ['the order of a list', { ...input, values: { ...input.values, a: [1, 2] } }],
  ['the chart', { ...input, chart: makeChart({ digest: 'e' }) }],
  ['the release name', { ...input, release: { ...input.release, name: 'x' } }],
  ['the namespace', { ...input, release: { ...input.release, namespace: 'x' } }],
] as const) {
  it(`changes with ${what}`, () => assert.is.not(inputDigest(other), digest));
}

const asking = [{ path: 'templates/a.yaml.eta', data: Buffer.from('<% if (it.Capabilities) { %>') }];
for (const [what, { capabilities: other }] of [
  [
    'the version of Kubernetes',
    { ...input, capabilities: { ...capabilities, kubeVersion: { version: 'v1.35.0', major: '1', minor: '35' } } },
  ],
  [
    'an API version',
    { ...input, capabilities: { ...capabilities, apiVersions: [...capabilities.apiVersions, 'x/v1'] } },
  ],
] as const) {
  it(`changes with ${what} where the chart asks, and only there`, () => {
    for (const [chart, isSame] of [
      [makeChart({ digest: 'd' }), true],
      [makeChart({ digest: 'd', templates: asking }), false],
      [makeChart({ digest: 'd', files: asking }), false],
      [makeChart({ digest: 'd', values: { text: '{{ .Capabilities.KubeVersion }}' } }), false],
      [makeChart({ digest: 'd', dependencies: [makeChart({ templates: asking })] }), false],
    ] as const) {
      assert.is(inputDigest({ ...input, chart, capabilities: other }) === inputDigest({ ...input, chart }), isSame);
    }
  });
}

it('changes with an API version where the values ask', () => {
  const given = { ...input, values: { text: '{{ .Capabilities.KubeVersion }}' } };
  const other = { ...capabilities, apiVersions: [...capabilities.apiVersions, 'x/v1'] };
  assert.is.not(inputDigest({ ...given, capabilities: other }), inputDigest(given));
});

it('canonical JSON is JSON of the same value, whatever the order of its keys', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      assert.is(canonicalJson(JSON.parse(text)), text);
      assert.is(canonicalJson(reversed(value)), text);
      assert.is(JSON.stringify(JSON.parse(text)).length, JSON.stringify(value).length);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, entry]) => [key, reversed(entry)]),
  );
}

it.run();
