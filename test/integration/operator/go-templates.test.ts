import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, refOf } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart, writeValues } from '../../support/go-charts.ts';
import { helmFailure } from '../../support/kubectl.ts';
import { allow, widgetRules } from '../../support/operator-account.ts';
import {
  conditionOf,
  conditionsOf,
  installed,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { configMapRef, recordsIn, type Stage } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;

const it = suite('what Go templates know in the operator');

/** A ConfigMap of these lines. */
function settings(...data: readonly string[]): string {
  return ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: {{ .Release.Name }}', 'data:', ...data].join('\n');
}

async function dataOf({ namespace }: Stage, name = 'w'): Promise<Record<string, string>> {
  return ((await cluster.get(configMapRef(namespace, name))) as KubeObject)['data'] as Record<string, string>;
}

const keeping = writeChart('keeping', {
  'secret.yaml': `{{- $name := printf "%s-login" .Release.Name }}
{{- $found := lookup "v1" "Secret" .Release.Namespace $name }}
{{- if and .Release.IsUpgrade (not $found) }}{{ fail "the password is lost" }}{{ end }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ $name }}
data:
  password: {{ if $found }}{{ $found.data.password }}{{ else }}{{ randAlphaNum 20 | b64enc }}{{ end }}
  note: {{ .Values.note | b64enc }}
`,
});

it('a password that is generated once is looked up and kept by every upgrade', () =>
  onChart(keeping, async ({ namespace, ref, create, edit }) => {
    const secret = { ...configMapRef(namespace, 'w-login'), kind: 'Secret' };
    const read = async () => ((await cluster.get(secret)) as KubeObject)['data'] as Record<string, string>;
    await create({ note: 'one' });
    await untilConditions(cluster, ref, installed);
    const { password, note } = await read();
    assert.match(atob(password ?? ''), /^[A-Za-z0-9]{20}$/);
    assert.is(atob(note ?? ''), 'one');
    for (const word of ['two', 'three']) {
      await edit({ note: word });
      await untilConditions(cluster, ref, upgraded);
      await until(cluster, secret, (object) => {
        assert.equal(object['data'], { password, note: btoa(word) });
      });
    }
  }));

const asking = writeChart('asking', {
  'settings.yaml': settings(
    '  one: {{ (lookup "v1" "ConfigMap" .Release.Namespace "given-1").data.text | quote }}',
    '  again: {{ (lookup "v1" "ConfigMap" .Release.Namespace "given-1").data.text | quote }}',
    '  none: {{ lookup "v1" "ConfigMap" .Release.Namespace "none" | toJson | quote }}',
    '  next: {{ with (lookup "v1" "ConfigMap" .Release.Namespace "given-1").data }}{{ (lookup "v1" "ConfigMap" $.Release.Namespace .next).data.text }}{{ end }}',
    '  names: {{ range (lookup "v1" "ConfigMap" .Release.Namespace "").items }}{{ if hasPrefix "given" .metadata.name }}{{ .kind }}/{{ .metadata.name }} {{ end }}{{ end }}',
    '  kind: {{ (lookup "v1" "ConfigMap" .Release.Namespace "").kind }}',
    '  note: {{ .Values.note }}',
  ),
});

it('lookups find objects, lists and nothing; each is one request, and a steady release sends none', () =>
  onChart(
    asking,
    async (stage) => {
      const { account, namespace, ref, create, edit } = stage;
      for (const [name, data] of [
        ['given-1', { text: 'first', next: 'given-2' }],
        ['given-2', { text: 'second' }],
      ] as const) {
        await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
      }
      await create({ note: 'one' });
      await untilConditions(cluster, ref, installed);
      const found = {
        one: 'first',
        again: 'first',
        none: '{}',
        next: 'second',
        names: 'ConfigMap/given-1 ConfigMap/given-2',
        kind: 'ConfigMapList',
      };
      assert.equal(await dataOf(stage), { ...found, note: 'one' });
      await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));

      const isAsked = ({ user, verb }: AuditEvent) => user === account.user && verb !== 'watch';
      const asked = (since: number) => auditEvents(test, since).filter(isAsked);
      const idle = await untilQuiet(test, isAsked);
      await sleep(3_000); // three periods
      assert.equal(asked(idle), []);

      const before = auditMark(test);
      await edit({ note: 'two' });
      await untilConditions(cluster, ref, upgraded);
      assert.equal(await dataOf(stage), { ...found, note: 'two' });
      const lookups = asked(before).filter(({ resource, verb }) => resource === 'configmaps' && /get|list/.test(verb));
      const names = lookups.map(({ verb, name }) => `${verb} ${name}`.trim());
      assert.ok(names.length > 0);
      // Once for the upgrade, unless what a slow machine brings in between makes it begin anew.
      for (let first = 0; first < names.length; first += 4) {
        assert.equal(names.slice(first, first + 4).sort(), ['get given-1', 'get given-2', 'get none', 'list']);
      }
    },
    { flags: ['--reconcile-period=1s'] },
  ));

const failing = writeChart(
  'failing',
  {
    'settings.yaml': settings(
      '  found: {{ with .Values.find }}{{ (lookup .apiVersion .kind $.Release.Namespace .name) | len | quote }}{{ end }}',
      '  deep: {{ .Values.path.to.name }}',
    ),
  },
  'path: {to: {name: here}}',
);

/** What the real helm says of the same chart and values to the same user. */
async function helmSays({ account, namespace }: Stage, values: object): Promise<string> {
  const words = ['template', 'w', failing, '-n', namespace, '-f', writeValues(values), '--dry-run=server'];
  return helmFailure(account.kubeconfig, ...words);
}

for (const [what, find] of [
  ['a kind that the cluster does not have', { apiVersion: 'none.example.com/v1', kind: 'Nothing', name: 'x' }],
  ['no API version', { apiVersion: '', kind: 'Nothing', name: 'x' }],
  ['an object that RBAC forbids', { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' }],
  ['a list that RBAC forbids', { apiVersion: 'v1', kind: 'ServiceAccount', name: '' }],
  ['a name that is none', { apiVersion: 'v1', kind: 'ConfigMap', name: 'a/b' }],
] as const) {
  it(`a lookup of ${what} fails in helm's words`, () =>
    onChart(failing, async (stage) => {
      const { ref, create, edit } = stage;
      await create({ find });
      const failed = await untilConditions(cluster, ref, { Initialized: 'True', ReleaseFailed: 'True InstallError' });
      const words = await helmSays(stage, { find });
      assert.match(words, 'error calling lookup: ');
      assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', words);
      await edit({ find: null });
      await untilConditions(cluster, ref, installed);
    }));
}

it('a lookup that was forbidden is tried again: granting it is enough', () =>
  onChart(failing, async ({ namespace, ref, create }) => {
    await create({ find: { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' } });
    await untilConditions(cluster, ref, { Initialized: 'True', ReleaseFailed: 'True InstallError' });
    const accounts = { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get'] };
    await allow(test, namespace, [...widgetRules, accounts]);
    await untilConditions(cluster, ref, installed);
  }));

it("a template that fails: helm's message with its place, nothing is touched, and a mended spec recovers", () =>
  onChart(failing, async (stage) => {
    const { namespace, ref, create, replace } = stage;
    await create({});
    await untilConditions(cluster, ref, installed);
    const before = await until(cluster, configMapRef(namespace, 'w'), () => {});
    const values = { path: { to: null } };
    await replace(values);
    const failed = await untilConditions(cluster, ref, {
      ...installed,
      ReleaseFailed: 'True UpgradeError',
      Irreconcilable: 'True ReconcileError',
    });
    const message = conditionOf(failed, 'ReleaseFailed')?.message ?? '';
    const words = await helmSays(stage, values);
    assert.match(words, 'nil pointer evaluating interface {}.name');
    assert.match(message, words);
    assert.match(message, /^failing\/templates\/settings\.yaml:7:\d+: template: /);
    const after = await until(cluster, configMapRef(namespace, 'w'), () => {});
    assert.is(after.metadata.resourceVersion, before.metadata.resourceVersion);
    await replace({ path: { to: { name: 'there' } } });
    await untilConditions(cluster, ref, upgraded);
    assert.is((await dataOf(stage))['deep'], 'there');
  }));

const numbers = writeChart(
  'numbers',
  {
    'settings.yaml': settings(
      ...['given', 'kept', 'nested.given', 'nested.kept', 'list'].map(
        (path) => `  ${path}: '{{ .Values.${path} }} {{ printf "%T" .Values.${path} }}'`,
      ),
      '  items: {{ range .Values.list }}{{ printf "%T" . }} {{ end }}',
      '  share: {{ printf "%T %v" .Values.share .Values.share }}',
      '  sum: {{ printf "%d" (add .Values.given 1) | quote }}',
      '  keys: {{ keys .Values | sortAlpha | join " " }}',
    ),
  },
  'given: 1\nkept: 10000000\ngone: here\nlist: [1]\nshare: 2\nnested: {given: 1, kept: 20000000, gone: here}\n',
);

it('integers of a resource are int64 and those of the chart float64, and null takes a default away', () =>
  onChart(numbers, async (stage) => {
    const { ref, create } = stage;
    const nested = { given: 30000000, gone: null };
    await create({ given: 10000000, gone: null, share: 0.5, list: [40000000, 1.5, 'x'], nested });
    await untilConditions(cluster, ref, installed);
    assert.equal(await dataOf(stage), {
      given: '10000000 int64',
      kept: '1e+07 float64',
      'nested.given': '30000000 int64',
      'nested.kept': '2e+07 float64',
      list: '[40000000 1.5 x] []interface {}',
      items: 'int64 float64 string',
      share: 'float64 0.5',
      sum: '10000001',
      keys: 'given kept list nested share',
    });
  }));

const lateGroup = `late-${randomBytes(4).toString('hex')}.capstan.dev`;

const capable = writeChart('capable', {
  'settings.yaml': settings(
    '  version: {{ .Capabilities.KubeVersion.Version }}',
    '  apps: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}',
    `  late: {{ .Capabilities.APIVersions.Has "${lateGroup}/v1/Late" | quote }}`,
    '  note: {{ .Values.note }}',
  ),
  'late.yaml': `{{ if .Values.late }}
apiVersion: ${lateGroup}/v1
kind: Late
metadata:
  name: {{ .Release.Name }}
{{ end }}`,
});

it('Capabilities are those of the cluster, and a kind that comes later is seen once a release has used it', () =>
  onChart(
    capable,
    async (stage) => {
      const { namespace, ref, create, edit } = stage;
      await create({ note: 'one' });
      await untilConditions(cluster, ref, installed);
      const { body } = await cluster.request<{ gitVersion: string }>({ method: 'GET', path: '/version' });
      const known = { version: body.gitVersion, apps: 'true' };
      assert.equal(await dataOf(stage), { ...known, late: 'false', note: 'one' });

      await untilEstablished(cluster, definition(lateGroup, 'Late'));
      const user = widgetRef(namespace, 'user');
      await cluster.create(widget(namespace, 'user', { late: true, note: 'user' }));
      // the kind it brings is one more of the Capabilities, so that an upgrade may follow at once
      await until(cluster, user, (object) => assert.match(conditionsOf(object)['Deployed'] ?? '', /^True /));
      await edit({ note: 'two' });
      await untilConditions(cluster, ref, upgraded);
      assert.equal(await dataOf(stage), { ...known, late: 'true', note: 'two' });
      await cluster.delete(user);
      await untilGone(cluster, user);
      await cluster.delete(refOf(definition(lateGroup, 'Late')));
    },
    {
      rules: [
        { apiGroups: [lateGroup], resources: ['lates'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] },
      ],
    },
  ));

const defining = writeChart('defining', {
  '../crds/thing.yaml': JSON.stringify(definition(`defined-${lateGroup}`, 'Thing')),
  'thing.yaml': `{{ if .Capabilities.APIVersions.Has "defined-${lateGroup}/v1/Thing" }}
apiVersion: defined-${lateGroup}/v1
kind: Thing
metadata:
  name: {{ .Release.Name }}
{{ end }}`,
});

it('a kind that the chart itself defines is one of the Capabilities of its first install, as in helm', () =>
  onChart(
    defining,
    async ({ namespace, ref, create }) => {
      await create({});
      await untilConditions(cluster, ref, installed);
      const thing = { ...ref, group: `defined-${lateGroup}`, kind: 'Thing' };
      await until(cluster, thing, () => {});
      assert.equal(await recordsIn(test, namespace), ['1 deployed']);
      await cluster.delete(ref);
      await untilGone(cluster, ref);
      await cluster.delete(refOf(definition(`defined-${lateGroup}`, 'Thing')));
    },
    { kubeconfig: test.kubeconfig },
  ));

function definition(group: string, kind: string): KubeObject {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const schema = { openAPIV3Schema: { type: 'object' } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

it.run();
