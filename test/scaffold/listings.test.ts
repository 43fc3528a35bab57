import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addProjectResource, addResources, addWatch } from '../../src/scaffold/api/listings.ts';
import { addRules } from '../../src/scaffold/api/role-text.ts';
import { pluralOf, readNames } from '../../src/scaffold/names.ts';
import { rightsOf } from '../../src/scaffold/rights/index.ts';
import { loadFiles } from '../chart/charts.ts';
import { codeOf } from '../support/code-of.ts';

const it = suite('additions to files');
const names = readNames({ group: 'cache', version: 'v1', kind: 'Redis', plural: 'redis' }, 'example.com');
const entry = '- group: cache.example.com\n  version: v1\n  kind: Redis\n  chart: helm-charts/redis\n';

for (const [what, before, after] of [
  ['an empty file', '', entry],
  ['an empty list', '# Nothing yet.\n[]\n', `# Nothing yet.\n${entry}`],
  ['a file of comments', '# Ours.\n', `# Ours.\n${entry}`],
  [
    'entries with comments',
    '# Ours.\n- kind: A # first\n  version: v1\n\n# second\n- kind: B\n  version: v1\n',
    `# Ours.\n- kind: A # first\n  version: v1\n\n# second\n- kind: B\n  version: v1\n${entry}`,
  ],
  [
    'a mark of another tool',
    '- kind: A\n# +kubebuilder:scaffold:watch\n',
    `- kind: A\n${entry}# +kubebuilder:scaffold:watch\n`,
  ],
  [
    'entries that are set in',
    '  - kind: A\n    version: v1\n',
    `  - kind: A\n    version: v1\n${entry.trimEnd().replace(/^/gm, '  ')}\n`,
  ],
] as const) {
  it(`watches.yaml: ${what}`, () => assert.is(addWatch(before, 'watches.yaml', names, 'helm-charts/redis'), after));
}

it('watches.yaml: a kind is listed once', () => {
  assert.is(
    codeOf(() => addWatch(entry, 'watches.yaml', names, 'helm-charts/redis')),
    'WATCHES_INVALID',
  );
  assert.is(
    codeOf(() => addWatch('a: b\n', 'watches.yaml', names, 'helm-charts/redis')),
    'WATCHES_INVALID',
  );
});

for (const [what, before, after] of [
  ['an empty list', 'resources: []\n', 'resources:\n- a.yaml\n'],
  [
    'a list with comments',
    'resources:\n# ours\n- b.yaml\nnamePrefix: x-\n',
    'resources:\n# ours\n- b.yaml\n- a.yaml\nnamePrefix: x-\n',
  ],
  ['what is there already', 'resources:\n- a.yaml\n', 'resources:\n- a.yaml\n'],
  ['nothing', '', 'resources:\n- a.yaml\n'],
] as const) {
  it(`kustomization.yaml: ${what}`, () => assert.is(addResources(before, 'kustomization.yaml', ['a.yaml']), after));
}

it('PROJECT: the group stands without its domain', () => {
  assert.is(
    addProjectResource('# Ours.\ndomain: example.com\nversion: "3"\n', 'PROJECT', names, 'example.com'),
    `# Ours.
domain: example.com
version: "3"
resources:
- api:
    crdVersion: v1
    namespaced: true
  domain: example.com
  group: cache
  kind: Redis
  version: v1
`,
  );
});

it('role.yaml: what is allowed already is not said again', async () => {
  const chart = await loadFiles({ 'templates/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n' });
  const { group, version, kind } = names;
  const rights = rightsOf(
    [{ gvk: { group, version, kind }, chart, values: {}, definitions: 'Create', reads: [], impersonates: false }],
    (asked) => (asked.kind === kind ? { group, kind, plural: 'redis', namespaced: true } : undefined),
  );
  const role = `kind: ClusterRole
rules:
# Ours.
- apiGroups: [""]
  resources: [secrets, services]
  verbs: ["*"]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
#+kubebuilder:scaffold:rules
`;
  const after = addRules(role, 'role.yaml', rights, 'For Redis');
  assert.is(
    after,
    role.replace(
      '#+kubebuilder',
      `# For Redis
# The resources themselves; \`finalizers\` lets an object name one as the owner that blocks its deletion.
- apiGroups: [cache.example.com]
  resources: [redis]
  verbs: [get, list, watch, update, patch]
- apiGroups: [cache.example.com]
  resources: [redis/status]
  verbs: [get, update, patch]
- apiGroups: [cache.example.com]
  resources: [redis/finalizers]
  verbs: [update]
# Telling what was done.
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
#+kubebuilder`,
    ),
  );
  assert.is(addRules(after, 'role.yaml', rights, 'For Redis'), after);
  assert.is(
    codeOf(() => addRules('rules: []\nkind: ClusterRole\n', 'role.yaml', rights, '')),
    'YAML_INVALID',
  );
});

for (const [singular, plural] of [
  ['memcached', 'memcacheds'],
  ['proxy', 'proxies'],
  ['gateway', 'gateways'],
  ['ingress', 'ingresses'],
  ['box', 'boxes'],
] as const) {
  it(`several of ${singular} are ${plural}`, () => assert.is(pluralOf(singular), plural));
}

for (const [what, given] of [
  ['a kind in small letters', { group: 'a', version: 'v1', kind: 'memcached' }],
  ['a version without v', { group: 'a', version: '1', kind: 'A' }],
  ['a group with capitals', { group: 'Cache', version: 'v1', kind: 'A' }],
  ['a plural with a dot', { group: 'a', version: 'v1', kind: 'A', plural: 'a.b' }],
] as const) {
  it(`${what} is refused`, () =>
    assert.is(
      codeOf(() => readNames(given, 'example.com')),
      'USAGE',
    ));
}

it('a group may come with its domain, or without one where the project has none', () => {
  const of = (group: string, domain: string) => readNames({ group, version: 'v1', kind: 'A' }, domain).group;
  assert.is(of('cache.example.com', 'example.com'), 'cache.example.com');
  assert.is(of('', 'example.com'), 'example.com');
  assert.is(of('cache.example.org', ''), 'cache.example.org');
  assert.is(
    codeOf(() => of('cache', '')),
    'USAGE',
  );
});

it.run();
