import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { eventually } from '../support/eventually.ts';
import { orSkip, whyNoNodes } from '../support/real-nodes.ts';
import {
  deployFile,
  installed,
  listKind,
  namesIn,
  runtimeRef,
  until,
  untilConditions,
  untilGone,
  yamlFile,
} from '../support/resources.ts';
import { fromPod } from './client-pod.ts';
import { buildOperator, deployedName, imagesOf } from './operator-image.ts';
import { containerOf, containerStatusOf, podRef, runPod, untilReady } from './pods.ts';
import { buildServerImages, minio, mongoStandIn, natsStreaming } from './server-images.ts';
import { startWorld, type World } from './world.ts';

const reason = await whyNoNodes();
const it = suite('the packaged operator on a real node');
const test = orSkip(it, reason);

const namespace = 'kre';
const deployment: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', namespace, name: 'kre-operator' };
const resource = runtimeRef(namespace);
let world: World;
/** Where the operator's image was built. */
let out: string;

it.after(async () => {
  await world?.[Symbol.asyncDispose]();
});

test('`capstan dev up` makes a real node, and `capstan dev load` puts what `capstan build` made on it', async () => {
  out = await buildOperator();
  const operator = await imagesOf(out);
  const servers = await buildServerImages();
  world = await startWorld();
  await world.load([{ ...operator, name: deployedName }, ...servers]);
});

test('the image of `capstan build` runs as the Deployment of deploy/, unchanged, under its own account', async () => {
  await world.kubectl('create', '-f', 'deploy/crds/kre.konstellation.io_runtimes_crd.yaml');
  await world.kubectl('create', '-f', 'deploy/crds/kre.konstellation.io_runtimeversions_crd.yaml');
  await world.kubectl('create', 'namespace', namespace);
  for (const file of ['role', 'service_account', 'role_binding', 'operator']) {
    await world.kubectl('-n', namespace, 'create', '-f', `deploy/${file}.yaml`);
  }
  const pod = await untilReady(world, await operatorPod());
  const given = containerOf(deployFile('operator.yaml'));
  assert.is(containerOf(pod).image, given.image);
  assert.equal(containerOf(pod).args, given.args);
  const [built] = (await imagesOf(out)).images;
  const running = containerStatusOf(pod)?.imageID ?? '';
  assert.ok(running.endsWith(`${built?.config.digest}`) || running.endsWith(`${built?.manifest.digest}`), running);
  assert.is((pod['spec'] as { serviceAccountName: string }).serviceAccountName, 'kre-operator');
  assert.is(await inOperator('process.getuid()'), '1001');
  assert.is(await inOperator('try { fs.writeFileSync("/opt/helm/x", "") } catch ({ code }) { code }'), 'EROFS');
  assert.is(
    await inOperator('fs.readFileSync("/var/run/secrets/kubernetes.io/serviceaccount/namespace", "utf8")'),
    namespace,
  );
});

test("the same image, published, is pulled by the node from the cluster's registry", async () => {
  await world.capstan('publish', '--mode', 'local', '--out', out, '--registry', world.registry, '--repository', 'e2e');
  const image = `${world.registry}/e2e/${(await imagesOf(out)).name}`;
  assert.match(await runPod(world, { namespace, image, args: ['version'] }), /^capstan \d/);
});

test('a Runtime becomes servers that are Running and Ready: real minio and nats-streaming, a stand-in for mongo', async () => {
  await world.cluster.create(runtimeWithImages());
  await untilConditions(world.cluster, resource, installed, { timeoutMs: 60_000 });
  const pods = ['kre-minio-0', 'kre-nats-0', 'kre-nats-1', 'kre-mongo-0'];
  await Promise.all(pods.map((name) => untilReady(world, podRef(namespace, name))));
  assert.match(
    await world.kubectl('-n', namespace, 'exec', 'kre-minio-0', '--', '/usr/bin/minio', '--version'),
    /^minio version /,
  );
  for (const pod of ['kre-nats-0', 'kre-nats-1']) {
    const said = await world.kubectl('-n', namespace, 'exec', pod, '--', '/usr/bin/nats-streaming-server', '--version');
    assert.match(said, `nats-streaming-server version ${natsStreaming.tag},`);
  }
  const claims = await listKind(world.cluster, namespace, 'v1/PersistentVolumeClaim');
  assert.equal(
    claims.map((claim) => (claim['status'] as { phase: string }).phase),
    ['Bound', 'Bound', 'Bound', 'Bound'],
  );
});

test('a message goes through NATS Streaming from a pod: by the Service, and through each server', async () => {
  const message = (text: string) => ({ sequence: 1, subject: 'model.input', text });
  assert.equal(
    await fromPod(world, namespace, 'nats', 'nats://kre-nats:4222', 'entry', 'model.input', 'a call'),
    message('a call'),
  );
  for (const name of ['kre-nats-0', 'kre-nats-1']) {
    const { podIP } = (await untilReady(world, podRef(namespace, name)))['status'] as { podIP: string };
    assert.equal(await fromPod(world, namespace, 'nats', `nats://${podIP}:4222`, 'entry', 'model.output', name), {
      sequence: 1,
      subject: 'model.output',
      text: name,
    });
  }
});

test('an object goes into minio from one pod and comes out of it in another', async () => {
  const stored = await fromPod(world, namespace, 'put', 'http://kre-minio:9000', 'models', 'weights.txt', 'an object');
  assert.is((stored as { text: string }).text, 'an object');
  assert.equal(await fromPod(world, namespace, 'get', 'http://kre-minio:9000', 'models', 'weights.txt'), stored);
});

test('a document goes into the stand-in for mongo and comes back', async () => {
  assert.equal(await fromPod(world, namespace, 'mongo', 'kre-mongo:27017', 'kre', 'a document'), {
    text: 'a document',
  });
});

test('what is stored outlives the servers', async () => {
  const old = { minio: await uidOf('kre-minio-0'), nats: await uidOf('kre-nats-0') };
  // kubectl would wait for the names to go, which the StatefulSets give to new pods at once.
  await world.kubectl(
    '-n',
    namespace,
    'delete',
    'pod',
    'kre-minio-0',
    'kre-nats-0',
    '--grace-period=1',
    '--wait=false',
  );
  await eventually(async () => {
    assert.is.not(await uidOf('kre-minio-0'), old.minio);
    assert.is.not(await uidOf('kre-nats-0'), old.nats);
  });
  await untilReady(world, podRef(namespace, 'kre-minio-0'));
  const { podIP } = (await untilReady(world, podRef(namespace, 'kre-nats-0')))['status'] as { podIP: string };
  const object = await fromPod(world, namespace, 'get', 'http://kre-minio:9000', 'models', 'weights.txt');
  assert.is((object as { text: string }).text, 'an object');
  const message = await fromPod(world, namespace, 'oldest', `nats://${podIP}:4222`, 'late', 'model.output');
  assert.equal(message, { sequence: 1, subject: 'model.output', text: 'kre-nats-0' });
});

test('the operator comes back when its process ends and when its pod is killed, and goes on', async () => {
  const first = await operatorPod();
  const before = restartsOf(await untilReady(world, first));
  await inOperator('process.kill(1, "SIGTERM")').catch(() => {}); // it may end with the process that it ends
  await until(world.cluster, first, (pod) => assert.ok(restartsOf(pod) > before), { timeoutMs: 60_000 });
  await untilReady(world, first);

  await world.kubectl('-n', namespace, 'delete', 'pod', first.name, '--grace-period=0', '--force', '--wait=false');
  await world.kubectl('-n', namespace, 'delete', 'service', 'kre-mongo');
  const second = await eventually(async () => {
    const pod = await operatorPod();
    assert.is.not(pod.name, first.name);
    return pod;
  });
  await untilReady(world, second);
  // The Service is back once the new pod leads: the killed one could not give its lease back.
  await until(world.cluster, { group: '', version: 'v1', kind: 'Service', namespace, name: 'kre-mongo' }, () => {}, {
    timeoutMs: 90_000,
  });
  await world.cluster.patch(resource, { type: 'merge', body: { spec: { nats_streaming: { replicas: 3 } } } });
  await untilReady(world, podRef(namespace, 'kre-nats-2'));
});

test('the Runtime is deleted, and everything but the claims goes', async () => {
  await world.cluster.delete(resource);
  await untilGone(world.cluster, resource, 60_000);
  const kinds = [
    'v1/Pod',
    'v1/Service',
    'v1/Secret',
    'v1/ConfigMap',
    'apps/v1/StatefulSet',
    'apps/v1/ControllerRevision',
    'v1/PersistentVolumeClaim',
  ];
  const operator = `Pod/${(await operatorPod()).name}`;
  await eventually(
    async () => {
      const left = (await namesIn(world.cluster, namespace, kinds)).filter((name) => name !== operator);
      assert.equal(left, [
        'PersistentVolumeClaim/kre-minio-pvc-kre-minio-0',
        'PersistentVolumeClaim/kre-mongo-pvc-kre-mongo-0',
        'PersistentVolumeClaim/kre-nats-pvc-kre-nats-0',
        'PersistentVolumeClaim/kre-nats-pvc-kre-nats-1',
        'PersistentVolumeClaim/kre-nats-pvc-kre-nats-2',
      ]);
    },
    { timeoutMs: 60_000 },
  );
  const log = await world.kubectl('-n', namespace, 'logs', `deployment/${deployment.name}`);
  const errors = log.split('\n').filter((line) => line.includes('"level":"error"'));
  assert.equal(errors, []);
});

/**
 * The Runtime of deploy/crds with one difference: the images. Those that the chart names are in registries that are not asked
 * here; in their place stand the same servers of other versions, and for mongo a stand-in.
 */
function runtimeWithImages(): KubeObject {
  const sample = yamlFile('deploy/crds/kre.konstellation.io_v1alpha1_runtime_cr.yaml');
  const { nats_streaming, mongo, minio: store } = sample['spec'] as Record<string, object>;
  return {
    ...sample,
    metadata: { ...sample.metadata, namespace },
    spec: {
      nats_streaming: { ...nats_streaming, image: natsStreaming },
      mongo: { ...mongo, image: mongoStandIn },
      minio: { ...store, image: minio },
    },
  };
}

async function operatorPod(): Promise<ObjectRef> {
  return eventually(async () => {
    const pods = (await listKind(world.cluster, namespace, 'v1/Pod')).filter(
      ({ metadata }) => metadata.labels?.['app'] === 'kre-operator' && metadata['deletionTimestamp'] === undefined,
    );
    assert.is(pods.length, 1);
    return podRef(namespace, pods[0]?.metadata.name as string);
  });
}

function restartsOf(pod: KubeObject): number {
  return containerStatusOf(pod)?.restartCount ?? 0;
}

/** The value of an expression, by the Node.js of the operator's own container. */
async function inOperator(expression: string): Promise<string> {
  const words = [
    '-n',
    namespace,
    'exec',
    `deployment/${deployment.name}`,
    '--',
    '/usr/local/bin/node',
    '-p',
    expression,
  ];
  return (await world.kubectl(...words)).trim();
}

async function uidOf(name: string): Promise<string | undefined> {
  return (await world.cluster.get(podRef(namespace, name)))?.metadata.uid;
}

it.run();
