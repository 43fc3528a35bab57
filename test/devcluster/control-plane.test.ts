import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AdminClient } from '../../src/devcluster/admin-client.ts';
import { type ControlPlane, type ProcessExit, startControlPlane } from '../../src/devcluster/index.ts';
import { readPids } from '../../src/devcluster/pid-file.ts';
import { type CapstanError, isCapstanError } from '../../src/errors/index.ts';
import { commandLine } from '../../src/process-table.ts';
import { certificateTemplate, createCertificate } from '../../src/template/index.ts';
import { binariesFor, binary } from '../support/binaries.ts';
import { ownControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder, writeScript, writeText } from '../support/scratch.ts';

const it = suite('control plane');
const run = promisify(execFile);

const basics = { components: [] } as const;

it('starts etcd and kube-apiserver, keeps data over a restart of each, and leaves nothing when it stops', async () => {
  const plane = await ownControlPlane({ ...basics, audit: true });
  assert.is(statSync(plane.kubeconfig).mode & 0o777, 0o600);
  assert.equal(names(plane), ['etcd', 'kube-apiserver']);
  const pids = readPids(plane.dir).map(({ pid }) => pid);
  await withClient(plane, (client) => create(client, '/api/v1/namespaces', { metadata: { name: 'kept' } }));
  await plane.restart('kube-apiserver');
  await plane.restart('etcd', { hard: true });
  await eventually(() => withClient(plane, (client) => read(client, '/api/v1/namespaces/kept')));
  pids.push(...readPids(plane.dir).map(({ pid }) => pid));
  await plane[Symbol.asyncDispose]();
  assert.equal(
    pids.map(commandLine),
    pids.map(() => undefined),
  );
  assert.not(existsSync(plane.dir));
});

it('kubectl works with its kubeconfig, and the audit log tells of that and not of the control plane itself', async () => {
  await using plane = await ownControlPlane({ audit: true });
  const kubectl = await binary('kubectl');
  const { stdout } = await run(kubectl, ['--kubeconfig', plane.kubeconfig, 'get', 'nodes', '--no-headers']);
  assert.match(stdout, /^dev /);
  const log = readFileSync(plane.auditLog as string, 'utf8')
    .trim()
    .split('\n');
  const users = new Set(log.map((line) => (JSON.parse(line) as { user: { username: string } }).user.username));
  assert.equal([...users], ['admin']);
});

it('tells when a component ends that nobody stopped, and only then', async () => {
  await using plane = await ownControlPlane(basics);
  const told: ProcessExit[] = [];
  void plane.failed.then((exit) => told.push(exit));
  await plane.restart('kube-apiserver', { hard: true });
  assert.equal(told, []);
  process.kill(plane.pidOf('etcd') as number, 'SIGKILL');
  await eventually(() => assert.equal(told, [{ name: 'etcd', code: null, signal: 'SIGKILL' }]));
});

it('etcd answers nobody but those who have its key', async () => {
  await using plane = await ownControlPlane(basics);
  const words = commandLine(plane.pidOf('etcd') as number) ?? '';
  const [, server = ''] = /--listen-client-urls=(\S+)/.exec(words) ?? [];
  assert.match(server, /^https:/);
  const certificate = readFileSync(join(plane.dir, 'etcd.crt'), 'utf8');
  const key = readFileSync(join(plane.dir, 'etcd.key'), 'utf8');
  assert.is(statSync(join(plane.dir, 'etcd.key')).mode & 0o777, 0o600);
  const ask = async (credentials: { cert?: string; key?: string }) => {
    const dispatcher = new Agent({ connect: { ca: certificate, ...credentials } });
    try {
      return (await request(`${server}/health`, { dispatcher })).statusCode;
    } catch {
      return 'refused';
    } finally {
      await dispatcher.destroy();
    }
  };
  assert.is(await ask({}), 'refused');
  assert.is(await ask({ cert: certificate, key }), 200);
});

it('a certificate of the API server that runs out soon is made anew', async () => {
  const dir = scratchFolder();
  const folder = join(dir, 'certificates');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ips = [Uint8Array.of(127, 0, 0, 1)];
  const soon = { ...certificateTemplate('soon', 20, new Date(), randomBytes), ips };
  const old = new X509Certificate(createCertificate(soon, privateKey, privateKey)).toString();
  writeText(join(folder, 'apiserver.crt'), old);
  writeText(join(folder, 'apiserver.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const plane = await startControlPlane({ dir, keep: true, binaries: await binariesFor([]), components: [] });
  try {
    const made = readFileSync(plane.certificate, 'utf8');
    assert.is.not(made, old);
    assert.ok(Date.parse(new X509Certificate(made).validTo) > Date.now() + 300 * 24 * 3_600_000);
  } finally {
    await plane.stop();
  }
});

it('stops a component that is frozen', async () => {
  const plane = await ownControlPlane(basics);
  const pids = readPids(plane.dir).map(({ pid }) => pid);
  plane.signal('kube-apiserver', 'SIGSTOP');
  await plane[Symbol.asyncDispose]();
  assert.equal(pids.map(commandLine), [undefined, undefined]);
});

it('a component that cannot start shows what it said, and the others end', async () => {
  const dir = scratchFolder();
  const broken = writeScript(join(dir, 'kube-apiserver'), 'echo "cannot do this" >&2; exit 3');
  const error = await failure(
    startControlPlane({ dir, binaries: { ...(await binariesFor([])), 'kube-apiserver': broken } }),
  );
  assert.is(error.code, 'TOOL_FAILED');
  assert.match(error.message, /kube-apiserver ended with exit code 3\n {2}cannot do this/);
  assert.equal(readPids(dir), []);
});

it('a program that is none is said to be so', async () => {
  const dir = scratchFolder();
  const error = await failure(startControlPlane({ dir, binaries: { etcd: join(dir, 'absent') } }));
  assert.is(error.code, 'TOOL_FAILED');
  assert.match(error.message, /etcd cannot be started/);
});

it('an aborted start ends what it began', async () => {
  const dir = scratchFolder();
  const abort = new AbortController();
  const binaries = await binariesFor([]);
  const starting = startControlPlane(
    { dir, binaries, onProgress: (component) => component === 'kube-apiserver' && abort.abort() },
    abort.signal,
  );
  const error = await starting.then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.is(error?.name, 'AbortError');
  assert.equal(readPids(dir), []);
});

function names(plane: ControlPlane): string[] {
  return readPids(plane.dir)
    .map(({ name }) => name)
    .sort();
}

async function withClient<T>(plane: ControlPlane, work: (client: AdminClient) => Promise<T>): Promise<T> {
  const client = plane.client();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function create(client: AdminClient, path: string, object: object): Promise<void> {
  const { status, body } = await client.send('POST', path, object);
  assert.is(status, 201, body);
}

async function read(client: AdminClient, path: string): Promise<void> {
  const { status, body } = await client.send('GET', path);
  assert.is(status, 200, body);
}

async function failure(work: Promise<unknown>): Promise<CapstanError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(isCapstanError(error), String(error));
  return error as CapstanError;
}

it.run();
