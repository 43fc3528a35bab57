import { X509Certificate } from 'node:crypto';
import { cpSync, rmSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { type KubeObject, refOf } from '../../../src/cluster/index.ts';
import { serveFolder } from '../../installer/serve-folder.ts';
import { smallRepository } from '../../installer/small-charts.ts';
import { listKind } from '../../support/resources.ts';
import { recordsIn } from '../../support/stage.ts';
import { type InstallStage, installStage, makeUnique, removeStages } from './stage.ts';

const it = suite('install');
it.after(removeStages);

const folder = await smallRepository(['v0.1.0', 'v0.2.0']);
const web = await serveFolder(folder);
const prepared = await installStage(web.url);
/** What its first install has said. */
let told = '';

it('003.9: --prepare writes a folder that nobody else may look into', async () => {
  const { run, settings, namespace, read } = prepared;
  const { code, stderr, stdout } = await run('--prepare', '-n', namespace);
  assert.is(code, 0, stderr);
  assert.match(stdout, `capstan install --install --settings ${settings}`);
  const found = await readdir(settings, { recursive: true, withFileTypes: true });
  for (const one of found) {
    const { mode } = statSync(join(one.parentPath, one.name));
    assert.is((mode & 0o777).toString(8), one.isDirectory() ? '700' : '600', one.name);
  }
  assert.is((statSync(settings).mode & 0o777).toString(8), '700');
  const values = [
    'extra-api',
    'hooks',
    'knit-app',
    'knit-certs',
    'knit-db-postgres',
    'knit-image-registry',
    'knit-storage-nfs',
  ];
  assert.equal(
    (await readdir(join(settings, 'values'))).sort(),
    values.map((name) => `${name}.yaml`),
  );
  assert.equal((await readdir(join(settings, 'certs'))).sort(), ['ca.crt', 'ca.key', 'server.crt', 'server.key']);
  assert.is(read('namespace'), `${namespace}\n`);
  assert.match(read('values/knit-storage-nfs.yaml'), '  # true: a server that is there already\n  external: false\n');
  assert.match(parse(read('values/knit-db-postgres.yaml')).credential.password, /^[\w-]{32}$/);
  assert.is(parse(read('values/knit-app.yaml')).knitd.port, 30803);
  assert.is(new X509Certificate(read('certs/server.crt')).subjectAltName, 'IP Address:127.0.0.1');
  assert.is(read('docker/certs.d/127.0.0.1:30503/ca.crt'), read('certs/ca.crt'));
});

it('a folder that is there is never written over', async () => {
  const { run, namespace, read } = prepared;
  const before = read('values/knit-db-postgres.yaml');
  const { code, stderr } = await run('--prepare', '-n', namespace);
  assert.is(code, 1);
  assert.match(stderr, /is there already {2}SETTINGS_INVALID/);
  assert.is(read('values/knit-db-postgres.yaml'), before);
});

it('003.9: --install brings about what was edited in between; again, it changes nothing', async () => {
  await makeUnique(prepared);
  const { run, namespace, edit, read, test } = prepared;
  edit('knit-app.yaml', 'replicas: 1', 'replicas: 2');
  edit('knit-storage-nfs.yaml', 'external: false', 'external: true');
  edit('hooks.yaml', 'before: []', 'before: ["http://told.example"]');
  const { code, stderr, stdout } = await run('--install');
  assert.is(code, 0, stderr);
  told = stderr;
  const { port } = parse(read('values/knit-app.yaml')).knitd;
  assert.match(stdout, `Knitfab runs in namespace ${namespace}: https://127.0.0.1:${port}/api`);
  const app = await objectOf(prepared, 'apps/v1', 'Deployment', 'knitd');
  assert.is((app['status'] as { readyReplicas: number }).readyReplicas, 2);
  const { data } = (await objectOf(prepared, 'v1', 'ConfigMap', 'knitd-config')) as never as {
    data: Record<string, string>;
  };
  assert.is(data['classes'], `${namespace}-data,${namespace}-system`);
  assert.is(data['database'], 'database:5432');
  assert.is(data['hooks'], '{"before":["http://told.example"]}');
  const nfs = (await objectOf(prepared, 'v1', 'ConfigMap', 'nfs')) as never as { data: Record<string, string> };
  assert.is(nfs.data['external'], 'true');
  assert.match(read('handouts/knitprofile'), `apiRoot: https://127.0.0.1:${port}/api`);
  const records = await recordsIn(test, namespace);
  const again = await run('--install');
  assert.is(again.code, 0, again.stderr);
  assert.is(again.stderr.match(/ unchanged: /g)?.length, 6);
  assert.equal(await recordsIn(test, namespace), records);
});

it('003.14: charts are installed in their order, each ready before the next', async () => {
  const { namespace, test } = prepared;
  const steps = [...told.matchAll(/^\[\d\/6\] \S+ (?:…$|installed: )/gm)].map(([step]) => step);
  const order = [
    'knit-storage-nfs',
    'knit-certs',
    'knit-db-postgres',
    'knit-image-registry',
    'knit-schema-upgrader',
    'knit-app',
  ];
  assert.equal(
    steps,
    order.flatMap((name, at) => [`[${at + 1}/6] ${name} …`, `[${at + 1}/6] ${name} installed: `]),
  );
  const job = (await listKind(test.cluster, namespace, 'batch/v1/Job'))[0] as KubeObject;
  const ended = Date.parse((job['status'] as { completionTime: string }).completionTime);
  const app = await objectOf(prepared, 'v1', 'ConfigMap', 'knitd-config');
  assert.ok(ended <= Date.parse(app.metadata.creationTimestamp ?? ''), 'the schema is there before the application');
});

it('an object that somebody deleted is made again', async () => {
  const { run, namespace, test } = prepared;
  await test.cluster.delete({ group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'knitd-config' });
  const { code, stderr } = await run('--install');
  assert.is(code, 0, stderr);
  assert.match(stderr, '[6/6] knit-app mended: ');
  await objectOf(prepared, 'v1', 'ConfigMap', 'knitd-config');
});

it('another chart version is an upgrade, and is remembered', async () => {
  const { runWith, read } = prepared;
  const { code, stderr } = await runWith({ CHART_VERSION: 'v0.2.0', PULL_SECRET: 'pull' }, '--install');
  assert.is(code, 0, stderr);
  assert.is(stderr.match(/ upgraded: /g)?.length, 6, stderr);
  const { data } = (await objectOf(prepared, 'v1', 'ConfigMap', 'knitd-config')) as never as {
    data: Record<string, string>;
  };
  assert.equal([data['image'], data['pullSecret']], ['ghcr.io/opst/knitfab/knitd:v0.2.0-abc', 'pull']);
  const { chartVersion, pullSecret } = parse(read('release.yaml'));
  assert.equal([chartVersion, pullSecret], ['v0.2.0', 'pull']);
});

it('003.14: the uninstaller takes the application, and with --hard everything, once it was told so', async () => {
  const { namespace, settings, test } = prepared;
  assert.is((statSync(join(settings, 'uninstaller.sh')).mode & 0o777).toString(8), '700');
  const plain = await uninstaller(prepared, [], '');
  assert.is(plain.code, 0, plain.stderr);
  assert.equal(await releases(prepared), ['knit-certs', 'knit-db-postgres', 'knit-image-registry', 'knit-storage-nfs']);
  for (const answer of ['', 'n\n', 'no\n']) {
    const { code, stderr } = await uninstaller(prepared, ['--hard'], answer);
    assert.is(code, 1);
    assert.match(stderr, 'nothing was removed');
  }
  assert.is((await releases(prepared)).length, 4);
  await claimOf(test, namespace, 'of-a-run', `${namespace}-data`);
  await claimOf(test, namespace, 'of-somebody-else', 'standard');
  const rest = `${settings}-rest`; // what was lost is not needed
  cpSync(settings, rest, { recursive: true });
  for (const lost of ['certs', 'values', 'release.yaml']) rmSync(join(rest, lost), { recursive: true });
  const hard = await uninstaller({ ...prepared, settings: rest }, ['--hard'], 'y\n');
  assert.is(hard.code, 0, hard.stderr);
  assert.equal(await releases(prepared), []);
  const claims = await listKind(test.cluster, namespace, 'v1/PersistentVolumeClaim');
  assert.equal(
    claims.map(({ metadata }) => metadata.name),
    ['of-somebody-else'],
  );
  const again = await uninstaller(prepared, ['--hard', '--yes'], '');
  assert.is(again.code, 0, again.stderr);
});

it('an install that is killed at any moment goes on when it is run again', async () => {
  const stage = await installStage(`file://${folder}`, prepared);
  const { cluster } = stage.test;
  // The database has one pod. The upgrader's would be the second: no install ends by itself, however late it is killed.
  const quota = await cluster.create({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'one-pod', namespace: stage.namespace },
    spec: { hard: { pods: '1' } },
  });
  for (const moment of ['[1/6]', '[3/6]', '[5/6] knit-schema-upgrader …']) {
    const { code, said } = await endAt(stage, moment, 'SIGKILL');
    assert.is(code, null, said);
    assert.not.match(said, '[6/6]');
  }
  await cluster.delete(refOf(quota));
  const { code, stderr } = await stage.run('--install');
  assert.is(code, 0, stderr);
  assert.equal(new Set(await recordsIn(stage.test, stage.namespace)), new Set(['1 deployed']));
  assert.is((await releases(stage)).length, 6);
});

it('Ctrl-C breaks an install off, says how to go on, and nobody installs beside another', async () => {
  const stage = await installStage(`file://${folder}`, prepared);
  stage.edit('knit-db-postgres.yaml', 'nodeSelector: {}', 'nodeSelector: {kept: waiting}');
  let beside: Promise<{ code: number | null; stderr: string }> | undefined;
  const { code, said } = await endAt(stage, '[3/6]', async (child) => {
    beside = stage.run('--install');
    await beside;
    child.kill('SIGINT');
  });
  assert.is(code, 1);
  assert.match(said, 'error: the install was broken off');
  assert.match(said, 'it goes on where it was');
  const other = await beside;
  assert.is(other?.code, 1);
  assert.match(other?.stderr ?? '', / works with .*settings already {2}USAGE/);
  stage.edit('knit-db-postgres.yaml', 'nodeSelector: {kept: waiting}', 'nodeSelector: {}');
  const again = await stage.run('--install');
  assert.is(again.code, 0, again.stderr);
});

it('a chart that fails is named; when its values are mended, the install goes on there', async () => {
  const stage = await installStage(`file://${folder}`, prepared);
  const { edit, read, run } = stage;
  const { port } = parse(read('values/knit-image-registry.yaml'));
  edit('knit-image-registry.yaml', /^port: \d+/m, 'port: 99');
  const { code, stderr } = await run('--install');
  assert.is(code, 1);
  assert.match(
    stderr,
    /error: chart knit-image-registry v0\.1\.0: .* Invalid value: 99: .* {2}OBJECT_INVALID\n {2}hint: .*goes on/s,
  );
  assert.equal(await deployed(stage), ['knit-certs', 'knit-db-postgres', 'knit-storage-nfs']);
  edit('knit-image-registry.yaml', 'port: 99', `port: ${port}`);
  const again = await run('--install');
  assert.is(again.code, 0, again.stderr);
  assert.match(again.stderr, '[3/6] knit-db-postgres unchanged');
  assert.is((await deployed(stage)).length, 6);
});

/** Ends an install once it has said `moment`. */
async function endAt(
  stage: InstallStage,
  moment: string,
  end: NodeJS.Signals | ((child: ReturnType<InstallStage['start']>) => Promise<void>),
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = stage.start('--install');
  let said = '';
  let isOver = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (isOver || !said.includes(moment)) return;
    isOver = true;
    if (typeof end === 'string') child.kill(end);
    else void end(child);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  assert.ok(isOver, said);
  return { code, said };
}

async function objectOf({ test, namespace }: InstallStage, apiVersion: string, kind: string, name: string) {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const object = await test.cluster.get({ group, version, kind, namespace, name });
  if (!object) throw new Error(`there is no ${kind} ${name}`);
  return object;
}

async function releases(stage: InstallStage): Promise<string[]> {
  return releasesThat(stage, () => true);
}

function deployed(stage: InstallStage): Promise<string[]> {
  return releasesThat(stage, (labels) => labels['status'] === 'deployed');
}

async function releasesThat({ test, namespace }: InstallStage, pick: (labels: Record<string, string>) => boolean) {
  const secrets = await listKind(test.cluster, namespace, 'v1/Secret');
  const labels = secrets.map(({ metadata }) => (metadata.labels ?? {}) as Record<string, string>);
  const names = labels.filter((one) => one['owner'] === 'helm' && pick(one)).map((one) => one['name'] ?? '');
  return [...new Set(names)].sort();
}

async function claimOf({ cluster }: InstallStage['test'], namespace: string, name: string, storageClassName: string) {
  await cluster.create({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
  });
}

/** As a person runs it: the script, with an answer on its standard input. */
async function uninstaller({ settings, env }: InstallStage, words: readonly string[], answer: string) {
  const { spawn } = await import('node:child_process');
  const { text } = await import('node:stream/consumers');
  const child = spawn(join(settings, 'uninstaller.sh'), words, {
    env: { PATH: process.env['PATH'] ?? '', HOME: env['HOME'] ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(answer);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

it.run();
