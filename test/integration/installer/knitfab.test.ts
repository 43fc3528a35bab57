import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { compileCharts } from '../../../src/build/charts/index.ts';
import { listKind } from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { writeCharts } from '../../support/write-charts.ts';
import { provideVolumes } from './claims.ts';
import { installStage, makeUnique, removeStages } from './stage.ts';

const it = suite('install of Knitfab');
it.after(removeStages);

const edition = { version: 'v0.1.0', appVersion: 'v0.1.0-abc1234-local', debug: false };
const to = scratchFolder();
await writeCharts(await compileCharts('helm-charts/knitfab/src', edition), { to, version: 'v0.1.0', now: new Date() });
const stage = await installStage(`file://${to}`);
const { run, runWith, namespace, settings, edit, read, test } = stage;

it('003.12: --prepare once: the values that the charts have, with their comments', async () => {
  const env = { IMAGE_REPOSITORY_HOST: '10.10.0.3:30005', REPOSITORY: 'local' };
  const { code, stderr } = await runWith(env, '--prepare', '-n', namespace);
  assert.is(code, 0, stderr);
  const source = readFileSync('helm-charts/knitfab/src/knit-storage-nfs/values.yaml', 'utf8');
  const filled = source.replace('node: nfs-server', 'node: ""');
  assert.is.not(filled, source);
  assert.ok(read('values/knit-storage-nfs.yaml').endsWith(filled.trimStart()), 'as the chart has it');
  assert.equal(Object.keys(parse(read('values/hooks.yaml'))), ['hooks']);
  assert.equal(Object.keys(parse(read('values/extra-api.yaml'))), ['extraApi']);
  for (const key of ['storage', 'database', 'certs', 'schemaUpgrader', 'hooks', 'extraApi']) {
    assert.is(parse(read('values/knit-app.yaml'))[key], undefined, key);
  }
});

it('003.10: an external NFS server, as the settings say', async () => {
  await makeUnique(stage);
  edit('knit-app.yaml', 'knit-worker-priority', `${namespace}-priority`);
  edit('knit-storage-nfs.yaml', 'external: false', 'external: true');
  edit('knit-storage-nfs.yaml', 'server: knit-nfs', 'server: "10.10.0.3"');
  edit('knit-storage-nfs.yaml', 'install: true', 'install: false');
  await using _volumes = provideVolumes(test.cluster, namespace);
  const { code, stderr } = await run('--install');
  assert.is(code, 0, stderr);
  const classes = (await listKind(test.cluster, '', 'storage.k8s.io/v1/StorageClass')).filter(({ metadata }) =>
    metadata.name.startsWith(namespace),
  );
  assert.equal(
    classes.map((one) => [one.metadata.name, (one['parameters'] as Record<string, string>)['server']]),
    [
      [`${namespace}-data`, '10.10.0.3'],
      [`${namespace}-system`, '10.10.0.3'],
    ],
  );
  const deployments = (await listKind(test.cluster, namespace, 'apps/v1/Deployment')).map(
    ({ metadata }) => metadata.name,
  );
  assert.not.ok(deployments.includes('knitfab-storage'), 'no server inside of the cluster');
  assert.ok(deployments.includes('knitd') && deployments.includes('database-postgres'), deployments.join(' '));
});

it('003.12: images, certificates and node ports are those of the settings', async () => {
  const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace, name: 'knitd' };
  const knitd = JSON.stringify(await test.cluster.get(ref));
  assert.match(knitd, '"image":"10.10.0.3:30005/local/knitd:v0.1.0-abc1234-local"');
  const secrets = await listKind(test.cluster, namespace, 'v1/Secret');
  const certs = secrets.find(({ metadata }) => metadata.name === 'certs')?.['data'] as Record<string, string>;
  assert.is(Buffer.from(certs['tls.crt'] ?? '', 'base64').toString(), read('certs/server.crt'));
  const { port } = parse(read('values/knit-image-registry.yaml'));
  assert.is(read(`docker/certs.d/127.0.0.1:${port}/ca.crt`), read('certs/ca.crt'));
  assert.is(read(`handouts/docker/certs.d/127.0.0.1:${port}/ca.crt`), read('certs/ca.crt'));
  assert.ok(settings);
});

it('003.14: an upgrade keeps the size that the database’s volume has come to', async () => {
  const claim = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace, name: 'database-pgdata' };
  const storageOf = async () => {
    const live = (await test.cluster.get(claim)) as
      | { spec?: { resources: { requests: { storage: string } } } }
      | undefined;
    return live?.spec?.resources.requests.storage;
  };
  const body = { spec: { resources: { requests: { storage: '2Gi' } } } };
  await test.cluster.patch(claim, { type: 'merge', body });
  edit('knit-db-postgres.yaml', 'username: knit', 'username: somebody');
  await using _volumes = provideVolumes(test.cluster, namespace);
  const { code, stderr } = await run('--install');
  assert.is(code, 0, stderr);
  assert.match(stderr, '[3/6] knit-db-postgres upgraded');
  assert.is(await storageOf(), '2Gi');
});

it('003.14: --hard leaves nothing of it', async () => {
  const { code, stderr } = await run('--remove', '--hard', '--yes');
  assert.is(code, 0, stderr);
  for (const kind of ['apps/v1/Deployment', 'v1/PersistentVolumeClaim', 'batch/v1/Job']) {
    assert.equal(await listKind(test.cluster, namespace, kind), [], kind);
  }
});

it.run();
