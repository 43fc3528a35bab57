import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { placeIn } from '../../../src/cli/profile/placement.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';

const it = suite('the namespace of dumped objects');

function definition(group: string, kind: string, scope: string): RenderedObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names: { kind, plural } },
  };
}

const definitions = () => [
  definition('example.com', 'Gadget', 'Namespaced'),
  definition('example.com', 'Mesh', 'Cluster'),
];

for (const [apiVersion, kind, named, expected] of [
  ['v1', 'Secret', undefined, 'ns'],
  ['apps/v1', 'Deployment', undefined, 'ns'],
  ['v1', 'Service', 'elsewhere', 'elsewhere'],
  ['v1', 'PersistentVolume', undefined, undefined],
  ['networking.k8s.io/v1', 'IngressClass', undefined, undefined],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'elsewhere', undefined],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', undefined, undefined],
  ['route.openshift.io/v1', 'Route', undefined, 'ns'],
  ['example.com/v1', 'Gadget', undefined, 'ns'],
  ['example.com/v1', 'Mesh', undefined, undefined],
] as const) {
  it(`${kind} ${named === undefined ? '' : `of ${named} `}is put into ${expected ?? 'none'}`, () => {
    const metadata = { name: 'x', ...(named && { namespace: named }) };
    const placed = placeIn('ns', definitions)({ apiVersion, kind, metadata });
    assert.equal(placed.metadata, { name: 'x', ...(expected && { namespace: expected }) });
  });
}

it('a kind that nobody knows is an error that names it, of another group too', () => {
  for (const [apiVersion, kind] of [
    ['example.com/v1', 'Widget'],
    ['example.org/v1', 'Deployment'],
  ] as const) {
    assert.throws(
      () => placeIn('ns', definitions)({ apiVersion, kind, metadata: { name: 'x', namespace: 'ns' } }),
      (error: unknown) =>
        isCapstanError(error, 'KIND_UNKNOWN') &&
        error.message.startsWith(`${kind} x cannot be dumped`) &&
        error.message.includes(apiVersion),
    );
  }
});

it('reads no definitions for the kinds of Kubernetes', () => {
  const place = placeIn('ns', () => {
    throw new Error('read');
  });
  place({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });
});

it.run();
