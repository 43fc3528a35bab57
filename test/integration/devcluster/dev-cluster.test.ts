import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/eventually.ts';
import { allGone, describe, devWorld } from './dev-world.ts';

const it = suite('a dev cluster with simulated nodes');

async function registryAnswers(host: string, ca: string): Promise<unknown> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const { body } = await request(`https://${host}/v2/_catalog`, { dispatcher });
    return await body.json();
  } finally {
    await dispatcher.destroy();
  }
}

it('003.11: up starts three nodes and a registry, writes what it promises, and goes on when the command has ended', async () => {
  await using world = await devWorld();
  await world.up();
  const nodes = await world.kubectl('get', 'nodes', '-o', 'wide', '--no-headers');
  assert.equal(
    nodes
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/))
      .map((columns) => [columns[0], columns[1], columns[5]]),
    [
      ['knit-gateway', 'Ready', '10.10.0.3'],
      ['knit-master', 'Ready', '10.10.0.2'],
      ['knit-node-1', 'Ready', '10.10.0.4'],
    ],
  );
  assert.is(statSync(world.kubeconfig).mode & 0o777, 0o600);

  const host = `127.0.0.1:${world.registryPort}`;
  const ca = readFileSync(join(world.project, 'dev-cluster/docker-certs/meta/ca.crt'), 'utf8');
  assert.is(readFileSync(join(world.home, '.docker/certs.d', host, 'ca.crt'), 'utf8'), ca);
  assert.ok(new X509Certificate(ca).ca);
  assert.equal(await registryAnswers(host, ca), { repositories: [] });
  const service = await world.kubectl(
    '-n',
    'kube-system',
    'get',
    'service',
    'dev-registry',
    '-o',
    'jsonpath={.spec.ports[0].nodePort}',
  );
  assert.is(service, String(world.registryPort));
});

it('003.11: the join line is of this cluster: its token authenticates, and signs what everybody may read', async () => {
  await using world = await devWorld();
  await world.up('--count', '1', '--no-registry');
  const line = readFileSync(join(world.sync, 'kubeadm'), 'utf8');
  assert.match(line, /^kubeadm join \S+ --token \S+ --discovery-token-ca-cert-hash sha256:[0-9a-f]{64}\n$/);
  const [, host, token] = /join (127\.0\.0\.1:\d+) --token ([a-z0-9]{6}\.[a-z0-9]{16}) /.exec(line) ?? [];
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    const get = (path: string, headers: Record<string, string>) =>
      request(`https://${host}${path}`, { dispatcher, headers });
    const known = await get('/api/v1/nodes', { authorization: `Bearer ${token}` });
    assert.match(await known.body.text(), `User \\"system:bootstrap:${token?.slice(0, 6)}\\" cannot list`);
    const stranger = await get('/api/v1/nodes', { authorization: 'Bearer aaaaaa.0123456789abcdef' });
    assert.is(stranger.statusCode, 401);
    await stranger.body.dump();
    await eventually(async () => {
      const info = await get('/api/v1/namespaces/kube-public/configmaps/cluster-info', {});
      const { data } = (await info.body.json()) as { data: Record<string, string> };
      assert.ok(data[`jws-kubeconfig-${token?.slice(0, 6)}`], 'signed by the token');
    });
  } finally {
    await dispatcher.destroy();
  }
});

it('003.11: suspend ends every process; up brings the same cluster back; destroy leaves nothing but the certificates', async () => {
  await using world = await devWorld();
  await world.up('--count', '2');
  await world.kubectl('create', 'configmap', 'kept', '--from-literal=a=1');
  await world.kubectl('create', 'deployment', 'web', '--image=nginx');
  const files = [world.kubeconfig, join(world.sync, 'kubeadm')];
  const before = files.map((file) => readFileSync(file, 'utf8'));
  const pids = world.pids();
  assert.is(pids.length, 6);

  const suspended = await world.dev('suspend');
  assert.is(suspended.code, 0, describe(suspended));
  await allGone(pids);
  assert.is((await world.standing()).standing, 'suspended');
  const kubectl = await world.dev('kubectl', 'get', 'nodes');
  assert.is(kubectl.code, 1);
  assert.match(kubectl.stderr, 'does not run: it is suspended');
  assert.is((await world.dev('suspend')).code, 0, 'a second time is no failure');

  const resumed = await world.dev('resume');
  assert.is(resumed.code, 0, describe(resumed));
  assert.is(resumed.stdout, `export KUBECONFIG=${world.kubeconfig}\n`);
  assert.equal(
    files.map((file) => readFileSync(file, 'utf8')),
    before,
  );
  assert.is(await world.kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}'), '1');
  await world.kubectl('wait', '--for=condition=Available', 'deployment/web', '--timeout=60s');

  const again = [...world.pids()];
  const destroyed = await world.dev('destroy', '-f');
  assert.is(destroyed.code, 0, describe(destroyed));
  await allGone(again);
  assert.not(existsSync(world.sync));
  assert.not(existsSync(join(world.home, '.docker/certs.d', `127.0.0.1:${world.registryPort}`)));
  assert.equal(readdirSync(join(world.project, 'dev-cluster')), ['docker-certs']);

  const authority = readFileSync(join(world.project, 'dev-cluster/docker-certs/meta/ca.crt'), 'utf8');
  await world.up('--count', '1');
  assert.is(readFileSync(join(world.project, 'dev-cluster/docker-certs/meta/ca.crt'), 'utf8'), authority);
  assert.not.match(await world.kubectl('get', 'configmaps', '-o', 'name'), 'kept');
});

it('003.11: the thin scripts do the same from any folder, and through links', async () => {
  await using world = await devWorld();
  const { copyScripts, script } = await import('./scripts.ts');
  copyScripts(world);
  const up = await script(world, 'up.sh', '--count', '1', `--registry-port=${world.registryPort}`);
  assert.is(up.stdout, `export KUBECONFIG=${world.kubeconfig}\n`, describe(up));
  const nodes = await script(world, 'knitctl.sh', 'get', 'nodes', '-o', 'name');
  assert.is(nodes.stdout, 'node/knit-master\n', describe(nodes));
  const flagFirst = await script(world, 'knitctl.sh', '--namespace', 'kube-system', 'get', 'service', '-o', 'name');
  assert.is(flagFirst.stdout, 'service/dev-registry\n', describe(flagFirst));
  const absent = await script(world, 'knitctl.sh', 'get', 'configmap', 'absent');
  assert.is(absent.code, 1, "kubectl's exit code is passed on");
  const ssh = await script(world, 'ssh.sh', 'knit-master');
  assert.is(ssh.code, 1);
  assert.match(ssh.stderr, 'knit-master is simulated: there is no machine to open a shell on');
  assert.is((await script(world, 'suspend.sh')).code, 0);
  assert.is((await world.standing()).standing, 'suspended');
  assert.is((await script(world, 'destroy.sh', '-f')).code, 0);
  assert.not(existsSync(world.sync));
});

it.run();
