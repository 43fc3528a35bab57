import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ignoredPaths } from '../../src/release/ignore.ts';
import type { IgnoreTarget } from '../../src/release/policy.ts';
import { matchesSelector } from '../../src/release/selector.ts';
import { object } from './objects.ts';

const it = suite('ignore');

const web = object('Deployment', 'w-web', {
  metadata: { name: 'w-web', namespace: 'demo', labels: { app: 'web', tier: 'front' }, annotations: { note: 'x' } },
});

const targets: readonly [target: IgnoreTarget | undefined, matches: boolean][] = [
  [undefined, true],
  [{}, true],
  [{ kind: 'Deployment' }, true],
  [{ kind: 'Deploy' }, false],
  [{ kind: 'Deployment|StatefulSet' }, true],
  [{ group: 'apps', version: 'v1', kind: 'Deployment', name: 'w-web', namespace: 'demo' }, true],
  [{ group: '' }, false],
  [{ version: 'v1beta1' }, false],
  [{ name: '.*-web' }, true],
  [{ name: 'web' }, false],
  [{ name: '(' }, false],
  [{ namespace: 'other' }, false],
  [{ labelSelector: 'app=web,tier in (front, back)' }, true],
  [{ labelSelector: 'app=api' }, false],
  [{ annotationSelector: 'note' }, true],
  [{ annotationSelector: '!note' }, false],
  [{ kind: 'Deployment', labelSelector: 'app=api' }, false],
];
for (const [target, matches] of targets) {
  it(`target ${JSON.stringify(target)} ${matches ? 'is' : 'is not'} the object`, () => {
    assert.equal(ignoredPaths(web, [{ paths: ['/spec/replicas'], target }]), matches ? ['/spec/replicas'] : []);
  });
}

it('paths of all rules that hold come together; the annotation is for all of the object', () => {
  const rules = [
    { paths: ['/a', '/b'], target: undefined },
    { paths: ['/c'], target: { kind: 'Service' } },
    { paths: ['/d'], target: { kind: 'Deployment' } },
  ];
  assert.equal(ignoredPaths(web, rules), ['/a', '/b', '/d']);
  const opted = object('Service', 's', { metadata: { name: 's', annotations: { 'capstan.dev/drift': 'ignore' } } });
  assert.equal(ignoredPaths(opted, []), ['']);
  const not = object('Service', 's', { metadata: { name: 's', annotations: { 'capstan.dev/drift': 'enabled' } } });
  assert.equal(ignoredPaths(not, []), []);
});

const labels = { app: 'web', empty: '' };
for (const [selector, matches] of [
  ['', true],
  ['app', true],
  ['!app', false],
  ['missing', false],
  ['! missing', true],
  ['app=web', true],
  ['app == web', true],
  ['app!=web', false],
  ['missing!=web', true],
  ['empty=', true],
  ['app in (api,web)', true],
  ['app notin (api, web)', false],
  ['missing in (a)', false],
  ['missing notin (a)', true],
  ['app=web, empty', true],
  ['app=web,missing', false],
] as const) {
  it(`selector ${JSON.stringify(selector)} ${matches ? 'holds' : 'does not hold'}`, () => {
    assert.is(matchesSelector(selector, labels), matches);
  });
}

it.run();
