import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gvkOf, type KubeObject, refOf } from '../../src/cluster/index.ts';
import type { RenderedObject } from '../../src/render/index.ts';
import {
  allExtras,
  kreChart,
  merge,
  objectsOf,
  readObjects,
  render,
  root,
  specOf,
  versionChart,
} from '../charts/render.ts';
import { type AccessQuestion, isAllowed, untilAllowed } from '../support/access.ts';
import { binary } from '../support/binaries.ts';
import { clusterOf, testNamespace, useControlPlane, userKubeconfig } from '../support/cluster.ts';
import { define, untilEstablished } from '../support/resources.ts';

const test = await useControlPlane();
const { cluster } = test;
const force = { force: true } as const;
const account = 'kre-operator';
const run = promisify(execFile);
const kre = 'kre.konstellation.io';

for (const name of ['runtimes', 'runtimeversions'])
  await define(cluster, `deploy/crds/kre.konstellation.io_${name}_crd.yaml`);
await untilEstablished(cluster, prometheusRules());
const namespace = await installAccount();
const operator = clusterOf(await userKubeconfig(test, { namespace, name: account }));

const version = specOf('deploy/crds/kre.konstellation.io_v1alpha1_runtimeversion_cr.yaml');
const everything = [
  ...objectsOf(render(kreChart, allExtras, 'example4', namespace)),
  ...objectsOf(render(versionChart, merge(version, { published: true }), 'greeter-v1', namespace)),
].map((object) => place(object, namespace));

const it = suite('charts on a real API server');

// acceptance item 2: each is applied as the ServiceAccount of deploy/
for (const object of everything) {
  it(`takes ${object.kind} ${object.metadata.name} from the operator's account`, async () => {
    const applied = await operator.apply(object, { force: true, dryRun: true });
    assert.is(applied.object.metadata.name, object.metadata.name);
  });
}

it('changes nothing when the same objects are applied again', async () => {
  const base = objectsOf(render(kreChart, {}, 'example4', namespace)).map((object) => place(object, namespace));
  for (const object of base) await operator.apply(object, force);
  const before = await Promise.all(base.map((object) => operator.get(refOf(object))));
  for (const object of base) await operator.apply(object, force);
  const after = await Promise.all(base.map((object) => operator.get(refOf(object))));
  // controllers write a StatefulSet's status meanwhile, so that its version says nothing; its generation does
  const stateOf = (object: KubeObject | undefined) =>
    object?.kind === 'StatefulSet' ? object.metadata.generation : object?.metadata.resourceVersion;
  assert.equal(after.map(stateOf), before.map(stateOf));
  for (const object of base) await operator.delete(refOf(object), { propagation: 'Background' });
});

it('lets the operator do everything to every kind that the charts make, and to their resources', async () => {
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const wanted: Question[] = [
    ...(await resourcesOf(everything)).flatMap((resource) => verbs.map((verb) => ({ ...resource, verb }))),
    ...['runtimes', 'runtimeversions'].flatMap((resource) => [
      ...['get', 'list', 'watch', 'update', 'patch'].map((verb) => ({ group: kre, resource, verb })),
      ...['get', 'update', 'patch'].map((verb) => ({ group: kre, resource, subresource: 'status', verb })),
      { group: kre, resource, subresource: 'finalizers', verb: 'update' },
    ]),
    ...['create', 'patch'].map((verb) => ({ group: '', resource: 'events', verb })),
    ...['get', 'create', 'update', 'patch'].map((verb) => ({ group: 'coordination.k8s.io', resource: 'leases', verb })),
  ];
  assert.equal(await answers(wanted, namespace, false), []);
});

it('gives the operator no right outside its namespace, and none to widen its own', async () => {
  const elsewhere = await testNamespace(cluster);
  const resources = await resourcesOf(everything);
  const verbs = ['get', 'list', 'create', 'delete'];
  const all = resources.flatMap((resource) => verbs.map((verb) => ({ ...resource, verb })));
  assert.equal(await answers(all, elsewhere, true), []);
  assert.equal(await answers(all, '', true), []);
  const own = [
    { group: 'rbac.authorization.k8s.io', resource: 'roles', verb: 'update' },
    { group: 'rbac.authorization.k8s.io', resource: 'rolebindings', verb: 'create' },
    { group: '', resource: 'serviceaccounts', subresource: 'token', verb: 'create' },
    { group: '', resource: 'pods', subresource: 'exec', verb: 'create' },
    { group: kre, resource: 'runtimes', verb: 'create' },
    { group: kre, resource: 'runtimes', verb: 'delete' },
  ];
  assert.equal(await answers(own, namespace, true), []);
});

for (const file of ['operator', 'local_minikube_pv']) {
  it(`takes deploy/${file}.yaml`, async () => {
    for (const object of readObjects(`deploy/${file}.yaml`)) {
      const isOfCluster = object.kind === 'PersistentVolume';
      await cluster.apply(isOfCluster ? (object as KubeObject) : place(object, namespace), {
        force: true,
        dryRun: true,
      });
    }
  });
}

// acceptance item 1
it('establishes the CRDs, and lists Runtimes', async () => {
  for (const plural of ['runtimes', 'runtimeversions']) {
    const { body } = await cluster.request<{ status: { conditions: { type: string; status: string }[] } }>({
      method: 'GET',
      path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${kre}`,
    });
    const conditions = body.status.conditions.map(({ type, status }) => `${type}=${status}`);
    assert.ok(conditions.includes('Established=True'), conditions.join(' '));
    assert.not(conditions.some((condition) => condition.startsWith('NonStructuralSchema')));
  }
  const runtimes = { group: kre, version: 'v1alpha1', kind: 'Runtime' };
  assert.equal((await operator.list({ gvk: runtimes, namespace })).items, []);
});

// acceptance item 9: what the chart's schema refuses must reach the operator
it('stores a Runtime with a wrong value, a null and an unknown key as it was written', async () => {
  const spec = {
    nats_streaming: { replicas: 'two', storage: null },
    mongo: { credentials: { password: 123456 }, replicas: null },
    workers: { count: 1 },
  };
  const runtime = { apiVersion: `${kre}/v1alpha1`, kind: 'Runtime', metadata: { name: 'odd', namespace }, spec };
  assert.equal((await cluster.create(runtime, { dryRun: true }))['spec'], spec);
});

it('takes both samples', async () => {
  for (const kind of ['runtime', 'runtimeversion']) {
    const [sample] = readObjects(`deploy/crds/kre.konstellation.io_v1alpha1_${kind}_cr.yaml`);
    const created = await cluster.create(place(sample!, namespace), { dryRun: true });
    assert.equal(created['spec'], sample!['spec']);
  }
});

type Question = Omit<AccessQuestion, 'user' | 'namespace'>;

/** The questions that are answered with `refused`: asked of the API server about the operator's account. */
async function answers(questions: readonly Question[], inNamespace: string, refused: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const question of questions) {
    if ((await isAllowed(cluster, { user: userIn(namespace), namespace: inNamespace, ...question })) === refused) {
      found.push([question.verb, question.group, question.resource, question.subresource].filter(Boolean).join(' '));
    }
  }
  return found;
}

async function resourcesOf(objects: readonly KubeObject[]): Promise<{ group: string; resource: string }[]> {
  const found = new Map<string, { group: string; resource: string }>();
  for (const object of objects) {
    const { group, plural } = await cluster.discovery.resourceFor(gvkOf(object));
    found.set(`${group}/${plural}`, { group, resource: plural });
  }
  return [...found.values()];
}

/** A namespace with the account, role and binding of deploy/: the commands of the guide, by the real kubectl. */
async function installAccount(): Promise<string> {
  const name = await testNamespace(cluster);
  const kubectl = await binary('kubectl');
  for (const file of ['role', 'service_account', 'role_binding']) {
    await run(kubectl, ['--kubeconfig', test.kubeconfig, '-n', name, 'create', '-f', `${root}deploy/${file}.yaml`]);
  }
  await untilAllowed(cluster, { user: userIn(name), namespace: name, group: kre, resource: 'runtimes', verb: 'list' });
  return name;
}

function userIn(ofNamespace: string): string {
  return `system:serviceaccount:${ofNamespace}:${account}`;
}

function place(object: RenderedObject, inNamespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace: inNamespace } };
}

/** As little as it takes for the API server to know the kind: the real one comes with prometheus-operator. */
function prometheusRules(): KubeObject {
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'prometheusrules.monitoring.coreos.com' },
    spec: {
      group: 'monitoring.coreos.com',
      scope: 'Namespaced',
      names: {
        kind: 'PrometheusRule',
        listKind: 'PrometheusRuleList',
        plural: 'prometheusrules',
        singular: 'prometheusrule',
      },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

it.run();
