import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installOrder, renderChart, sortByKind, uninstallOrder } from '../../src/render/index.ts';
import { chartOf, doc, inputOf } from './input.ts';

const it = suite('order');

it('installs by kind, then by the name of the template, then as written; unknown kinds last, by kind', async () => {
  const chart = await chartOf({
    'b.yaml': [
      doc('Deployment', 'b1'),
      doc('Service', 'b2'),
      doc('Zebra', 'b3'),
      doc('Apple', 'b4'),
      doc('Service', 'b5'),
    ].join('---\n'),
    'a.yaml': [doc('Service', 'z'), doc('Namespace', 'a2'), doc('Apple', 'a3')].join('---\n'),
    'sub/c.yaml': doc('Service', 'c1'),
  });
  const { manifests } = renderChart(inputOf(chart));
  assert.is(manifests.map(({ object }) => object.metadata.name).join(' '), 'a2 z b2 b5 c1 b1 a3 b4 b3');
});

it('sorts hooks by weight, then by name; unknown events leave a document out', async () => {
  const hook = (kind: string, name: string, weight: string, event = 'pre-install') =>
    doc(kind, name, { 'helm.sh/hook': event, 'helm.sh/hook-weight': weight });
  const documents = [
    hook('Job', 'c', '0'),
    hook('Job', 'a', '10'),
    hook('Job', 'b', '-1'),
    hook('ServiceAccount', 'c', '0'),
    hook('Job', 'a0', 'heavy'),
    hook('Job', 'd', '0', 'crd-install'),
    hook('Job', 'e', '0', 'pre-install, nonsense'),
    doc('Job', 'plain'),
  ];
  const { hooks, manifests } = renderChart(inputOf(await chartOf({ 'x.yaml': documents.join('---\n') })));
  const named = hooks.map(({ object, weight }) => `${object.kind}/${object.metadata.name}=${weight}`);
  assert.equal(named, ['Job/b=-1', 'Job/a0=0', 'ServiceAccount/c=0', 'Job/c=0', 'Job/a=10']);
  assert.equal(
    manifests.map(({ object }) => object.metadata.name),
    ['plain'],
  );
});

it('reads events and delete policies as Helm does', async () => {
  const text = [
    doc('Job', 'a', {
      'helm.sh/hook': 'Pre-Install , post-upgrade',
      'helm.sh/hook-delete-policy': 'hook-succeeded, hook-failed',
    }),
    doc('Job', 'b', { 'helm.sh/hook': 'test-success' }),
  ].join('---\n');
  const { hooks } = renderChart(inputOf(await chartOf({ 'x.yaml': text })));
  assert.equal(
    hooks.map(({ events, deletePolicies }) => ({ events, deletePolicies })),
    [
      { events: ['pre-install', 'post-upgrade'], deletePolicies: ['hook-succeeded', 'hook-failed'] },
      { events: ['test'], deletePolicies: ['before-hook-creation'] },
    ],
  );
});

it('uninstalls the same kinds that it installs', () => {
  assert.equal([...uninstallOrder].sort(), [...installOrder].sort());
});

const kind = fc.oneof(fc.constantFrom(...installOrder), fc.constantFrom('Zebra', 'Apple', 'Mango'));

it('is stable, total, and the same however often it is done', () => {
  fc.assert(
    fc.property(fc.array(kind), fc.constantFrom(installOrder, uninstallOrder), (kinds, order) => {
      const items = kinds.map((kind, position) => ({ kind, position }));
      const sorted = sortByKind(items, (item) => item.kind, order);
      assert.equal(
        sortByKind(sorted, (item) => item.kind, order),
        sorted,
      );
      const rank = (kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length);
      for (const [i, next] of sorted.slice(1).entries()) {
        const before = sorted[i]!;
        assert.ok(rank(before.kind) <= rank(next.kind));
        if (before.kind === next.kind) assert.ok(before.position < next.position);
      }
    }),
  );
});

it.run();
