import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanNodes, enterNode, importImages, openNetwork } from '../../src/devcluster/nodes/index.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { buildImage, writeArchive } from '../../src/image/index.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl as runKubectl } from '../support/kubectl.ts';
import { orSkip, whyNoNodes } from '../support/real-nodes.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { endHost, startHost } from './nodes/host-process.ts';
import { traces } from './nodes/traces.ts';
import { imageCache } from './server-images.ts';

// Two nodes, one after the other through their whole life: the tests below build on each other.
const it = suite('real nodes');
const test = orSkip(it, await whyNoNodes());

const dir = scratchFolder();
const forwardingFile = '/proc/sys/net/ipv4/ip_forward';
const nodes = join(dir, 'nodes');
const kubeconfig = join(dir, 'plane/kubeconfig');
const pods = fileURLToPath(new URL('nodes/pods.yaml', import.meta.url));
const kubectl = (...words: string[]) => runKubectl(kubeconfig, ...words);
const inPod = (pod: string, ...words: string[]) =>
  kubectl('exec', pod, '--', '/usr/local/bin/node', '/app/server.mjs', ...words);

let before: ReadonlySet<string> = new Set();
let host: ChildProcess | undefined;

it.after(async () => {
  if (host?.exitCode === null && host.signalCode === null) await endHost(host, 'SIGKILL');
  if (existsSync(nodes)) await eventually(() => cleanNodes(nodes));
});

test('where a firewall drops what it does not know the network of the nodes is let through, and taken back', () => {
  const program = fileURLToPath(new URL('nodes/behind-firewall.ts', import.meta.url));
  const words = ['--net', '--mount', process.execPath, program, scratchFolder()];
  const { status, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
  assert.is(status, 0, stderr);
});

test('003.11: two nodes with the stated addresses run containers that nobody had to pull', async () => {
  before = traces();
  host = await startHost(dir);
  const listed = await kubectl(
    'get',
    'nodes',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name} {.status.addresses[0].address}{"\\n"}{end}',
  );
  assert.is(listed, 'knit-gateway 10.10.0.3\nknit-master 10.10.0.2\n');
  await importImages(nodes, await serverArchive());
  await kubectl('apply', '-f', pods);
  await kubectl('rollout', 'status', 'statefulset/server', '--timeout=90s');
  const places = await kubectl('get', 'pods', '-o', 'jsonpath={.items[*].spec.nodeName}');
  assert.equal(places.split(' ').sort(), ['knit-gateway', 'knit-master']);
});

test('a pod reaches the other node by name, by Service, and the API server', async () => {
  // A name and a Service are known a moment after their pods are ready: CoreDNS and kube-proxy read the EndpointSlices first.
  for (const name of ['server-0', 'server-1']) {
    await eventually(async () =>
      assert.is(JSON.parse(await inPod('server-0', 'get', `http://${name}.server:8080`)).name, name),
    );
  }
  const answers = new Set<string>();
  await eventually(async () => {
    answers.add(JSON.parse(await inPod('server-0', 'get', 'http://balanced.default.svc.cluster.local')).name);
    assert.equal([...answers].sort(), ['server-0', 'server-1']);
  });
  assert.is(await inPod('server-0', 'resolve', 'kubernetes.default.svc'), '10.96.0.1');
  await eventually(async () => assert.is((await inPod('server-1', 'resolve', 'server')).split(',').length, 2));
});

test('a port of each node leads to the Service, and a pod is reached from the host', async () => {
  for (const address of ['10.10.0.2', '10.10.0.3']) {
    await eventually(async () => assert.match(await (await ask(`http://${address}:30080`)).text(), /server-/));
  }
  const address = await kubectl('get', 'pod', 'server-1', '-o', 'jsonpath={.status.podIP}');
  assert.match(address, /^10\.244\.[23]\./);
  assert.match(await (await ask(`http://${address}:8080`)).text(), /server-1/);
});

test('logs and exec work, a pod may not talk to a kubelet', async () => {
  assert.is(await kubectl('logs', 'server-1'), 'listening\n');
  const refused = await inPod('server-0', 'get', 'http://10.10.0.2:10250/pods').then(
    () => '',
    (error: Error) => error.message,
  );
  assert.match(refused, /TimeoutError|timeout/);
});

test('a kubelet obeys nobody of the host who has not the key of the API server', async () => {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    assert.is((await request('https://10.10.0.2:10250/pods', { dispatcher })).statusCode, 401);
  } finally {
    await dispatcher.destroy();
  }
});

test('enterNode is a shell in the node, with its own name, processes and mounts', () => {
  const { file, args } = enterNode(nodes, 'knit-gateway', ['sh', '-c', 'hostname; cat /proc/1/cmdline; ls /var/lib']);
  const said = execFileSync(file, args, { encoding: 'utf8' });
  assert.match(said, /^knit-gateway\n/);
  assert.match(said, /boot\.sh/);
  assert.match(said, /kubelet/);
  assert.throws(() => enterNode(nodes, 'knit-node-9'), /node knit-node-9 does not run/);
});

test('a second cluster is refused with the folder of the first', async () => {
  const other = scratchFolder();
  const refusal = await openNetwork(other).then(
    () => undefined,
    (error: Error) => error,
  );
  assert.ok(isCapstanError(refusal, 'NODES_UNSUPPORTED'));
  assert.match((refusal as Error).message, nodes);
  assert.equal(readdirSync(other), []);
});

test('a folder that had the network before does not take it from the cluster that has it now', async () => {
  const folder = scratchFolder();
  const record = { bridge: 'cap-10-10-0', forwardingWasOff: true, accepted: false };
  writeText(join(folder, 'network.json'), JSON.stringify(record));
  const during = [...traces()].filter((line) => /^(interface|firewall|setting) /.test(line));
  await cleanNodes(folder);
  assert.equal(readdirSync(folder), []);
  assert.equal(
    during.filter((line) => !traces().has(line)),
    [],
  );
});

test('kill -9 of the host ends every process; cleanNodes takes the rest back', async () => {
  const kinds = new Set(added().map((line) => line.split(' ')[0]));
  for (const kind of ['process', 'interface', 'route', 'firewall', 'cgroup', 'setting'])
    assert.ok(kinds.has(kind), kind);
  await endHost(host as ChildProcess, 'SIGKILL');
  await eventually(() =>
    assert.equal(
      added().filter((line) => line.startsWith('process ')),
      [],
    ),
  );
  const cleaned = await cleanNodes(nodes);
  assert.ok(
    cleaned.some((what) => what.includes('/sys/fs/cgroup/')),
    cleaned.join('\n'),
  );
  await eventually(() => assert.equal(added(), []));
  assert.equal(await cleanNodes(nodes), []);
});

test('a bridge whose folder is gone is taken over', async () => {
  const folder = scratchFolder();
  const forwarding = readFileSync(forwardingFile);
  await openNetwork(folder);
  rmSync(join(folder, 'network.json'));
  await openNetwork(nodes);
  await openNetwork(nodes);
  assert.ok(added().includes('interface cap-10-10-0'));
  await cleanNodes(nodes);
  writeFileSync(forwardingFile, forwarding); // nobody knows any more what it was
  assert.equal(added(), []);
});

test('003.11: started again it is the same cluster: objects, images and volumes are there', async () => {
  host = await startHost(dir);
  await eventually(
    async () => {
      const { starts } = (await (await ask('http://10.10.0.2:30080')).json()) as { starts: string[] };
      assert.is(starts.length, 2);
    },
    { timeoutMs: 60_000 },
  );
});

test('a volume goes with its claim', async () => {
  assert.is(readdirSync(join(nodes, 'volumes')).length, 2);
  await kubectl('delete', '-f', pods, '--wait');
  await kubectl('delete', 'pvc', '--all', '--wait');
  await eventually(() => assert.equal(readdirSync(join(nodes, 'volumes')), []));
});

test('003.11: a stop leaves no process, mount, interface, rule, namespace or control group', async () => {
  await endHost(host as ChildProcess, 'SIGTERM');
  await eventually(() => assert.equal(added(), []));
});

/** Over a connection of its own; what leads nowhere yet may give no answer at all. */
function ask(url: string): Promise<Response> {
  return fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) });
}

function added(): string[] {
  return [...traces()].filter((line) => !before.has(line));
}

async function serverArchive(): Promise<string> {
  const archive = join(dir, 'server.tar');
  const image = await buildImage(
    {
      architecture: arch() === 'arm64' ? 'arm64' : 'amd64',
      runtime: { node: process.versions.node },
      layers: [
        { name: 'server', files: [{ from: fileURLToPath(new URL('nodes/server.mjs', import.meta.url)), to: '/app/' }] },
      ],
      command: ['/usr/local/bin/node', '/app/server.mjs'],
      user: 1001,
    },
    { cache: imageCache, env: process.env },
  );
  await writeArchive(archive, [{ name: 'capstan.dev/test-server:1', images: [image] }]);
  return archive;
}

it.run();
