import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { identityOf } from '../../src/operator/identity.ts';
import { keepResource } from '../../src/operator/resource.ts';
import { defaultOptions, type Watch } from '../../src/operator/watches/index.ts';

const it = suite('the release of a resource');

const gvk = { group: 'example.com', version: 'v1', kind: 'Web' };
const chart = { metadata: { name: 'web' } };
const watch = {
  ...defaultOptions,
  gvk,
  chart,
  releaseName: 'r-{{ .metadata.name }}',
  targetNamespace: '{{ .spec.target }}',
} as unknown as Watch;
const found = (namespace: string, spec: object, deployedRelease?: object) => {
  const metadata = { name: 'a', namespace, uid: 'u' };
  const status = deployedRelease ? { deployedRelease } : {};
  const { name, ...places } = identityOf(
    keepResource({ apiVersion: 'example.com/v1', kind: 'Web', metadata, spec, status }),
    watch,
  );
  return [name, places.namespace, places.storageNamespace];
};

it('is what the templates make of it, as long as none is deployed', () => {
  assert.equal(found('demo', { target: 'other' }), ['r-a', 'other', 'demo']);
  assert.equal(found('', { target: 'other' }), ['r-a', 'other', 'other']);
  assert.throws(() => found('demo', {}), 'cannot be expanded');
});

it('is the deployed one from then on, even if the templates lack what they need', () => {
  for (const spec of [{ target: 'third' }, {}]) {
    assert.equal(found('demo', spec, { name: 'old', namespace: 'other', manifest: '' }), ['old', 'other', 'demo']);
    assert.equal(found('demo', spec, { name: 'old', manifest: '' }), ['old', 'demo', 'demo']);
    assert.equal(found('', spec, { name: 'old', namespace: 'other', manifest: '' }), ['old', 'other', 'other']);
  }
});

it.run();
