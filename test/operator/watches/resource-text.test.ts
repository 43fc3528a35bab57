import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../../src/errors/index.ts';
import { asLabelValue } from '../../../src/operator/watches/label-text.ts';
import { expandResourceText, releaseNameOf } from '../../../src/operator/watches/resource-text.ts';

const it = suite('resource text');

const resource = {
  apiVersion: 'a.io/v1',
  kind: 'Web',
  metadata: { name: 'web', namespace: 'shop', annotations: { 'shop.io/team': 'blue' } },
  spec: { size: 12345678901, share: 1.5, nothing: null, tier: 'a,b=c', list: [1, 2] },
};

for (const [text, want] of [
  ['plain', 'plain'],
  ['', ''],
  ['{{ .metadata.name }}-db', 'web-db'],
  ['{{ .metadata.namespace }}-{{ .metadata.name }}', 'shop-web'],
  ['{{ .kind | lower }}', 'web'],
  ['{{ .spec.size }}', '12345678901'],
  ['{{ .spec.share }}', '1.5'],
  ['{{ index .metadata.annotations "shop.io/team" }}', 'blue'],
  ['{{ .spec.missing | default "small" }}', 'small'],
  ['{{ .spec.nothing | default "small" }}', 'small'],
  ['{{ if .spec.missing }}a{{ else }}b{{ end }}', 'b'],
  ['{{ join "-" .spec.list }}', '1-2'],
  ['{{ .metadata.name | sha256sum | trunc 8 }}', '4b5e57f6'],
] as const) {
  it(`"${text}" is "${want}"`, () => assert.is(expandResourceText(text, resource), want));
}

for (const [what, text, words] of [
  ['a field that is not there', '{{ .spec.missing }}', 'map has no entry for key "missing"'],
  ['a field of what is not there', '{{ .spec.missing.name }}', 'map has no entry for key "missing"'],
  ['a field that is null', '{{ .spec.nothing }}', 'a field that it prints is null'],
  ['a missing field within a text', '{{ printf "%s-x" .spec.missing }}', 'map has no entry for key "missing"'],
  ['a template that gives up', '{{ fail "not this one" }}', 'not this one'],
] as const) {
  it(`${what} is an error of the resource, which names option and resource`, () => {
    try {
      expandResourceText(text, resource);
    } catch (error) {
      assert.instance(error, CapstanError);
      const { code, message } = error as CapstanError;
      assert.is(code, 'SPEC_INVALID');
      const start = `Web shop/web: the option text ${JSON.stringify(text)} of watches.yaml cannot be expanded: `;
      assert.ok(message.startsWith(start) && message.includes(words), message);
      return;
    }
    assert.unreachable('it was expanded');
  });
}

it('the resource stays as it is', () => {
  const before = JSON.stringify(resource);
  expandResourceText('{{ $a := set .spec "size" 1 }}{{ $b := unset .metadata "name" }}', resource);
  assert.is(JSON.stringify(resource), before);
});

it('a template that does not end is stopped, and its error is the resource’s', () => {
  const text = '{{ range until 1000000 }}{{ range until 1000000 }}x{{ end }}{{ end }}';
  assert.throws(
    () => expandResourceText(text, resource),
    (error: unknown) => error instanceof CapstanError && error.code === 'SPEC_INVALID',
  );
});

it('a label’s value of a resource cannot become another requirement', () => {
  const text = `app=${asLabelValue('x-{{ .spec.tier }}')}`;
  assert.throws(() => expandResourceText(text, resource), /"a,b=c" is no value for a label/);
  const missing = `app=${asLabelValue('{{ .spec.missing }}')}`;
  assert.throws(() => expandResourceText(missing, resource), /a field that is missing/);
  assert.is(expandResourceText(asLabelValue('{{- .metadata.name -}} {{ .spec.size }}'), resource), 'web12345678901');
  const chosen = '{{ if eq .metadata.name "web" }}{{ .metadata.namespace }}{{ else }}none{{ end }}';
  assert.is(expandResourceText(asLabelValue(chosen), resource), 'shop');
  assert.is(expandResourceText(asLabelValue('{{ $x := .metadata.name }}{{ $x | upper }}'), resource), 'WEB');
});

it('without the option the release has the resource’s name, however long', () => {
  const name = 'x'.repeat(60);
  assert.is(releaseNameOf({ releaseName: undefined }, { ...resource, metadata: { name } }), name);
});

const long = (end: string) => releaseNameOf({ releaseName: `${'x'.repeat(50)}-{{ .metadata.name }}-${end}` }, resource);

it('a release name of 53 characters is left as it is; a longer one is cut and gets a hash', () => {
  const releaseName = `{{ .metadata.name }}-${'y'.repeat(49)}`;
  assert.is(releaseNameOf({ releaseName }, resource), `web-${'y'.repeat(49)}`);
  assert.match(long('a'), /^x{44}-[0-9a-f]{8}$/);
  assert.is(long('a').length, 53);
});

it('the hash is of the whole name: the same for the same, another for another', () => {
  assert.is(long('a'), long('a'));
  assert.is.not(long('a'), long('b'));
});

it('a cut name has no dash or dot in front of its hash', () => {
  const name = releaseNameOf({ releaseName: `${'x'.repeat(42)}.-${'y'.repeat(20)}` }, resource);
  assert.match(name, /^x{42}-[0-9a-f]{8}$/);
});

it.run();
