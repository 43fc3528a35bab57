import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { binary } from '../../support/binaries.ts';
import { describe, devWorld, ended } from './dev-world.ts';
import { knitfabProject } from './knitfab-project.ts';

const it = suite('capstan dev install-knit');

it('003.12: is refused without a cluster, and before --prepare', async () => {
  await using world = await devWorld();
  await knitfabProject(world);
  const absent = await world.dev('install-knit', '--prepare');
  assert.is(absent.code, 1);
  assert.match(absent.stderr, 'there is no development cluster in');
  await world.up('--count', '1');
  const unprepared = await world.dev('install-knit');
  assert.is(unprepared.code, 1);
  assert.match(unprepared.stderr, 'there is no settings folder');
  assert.match(unprepared.stderr, 'install-knit --prepare');
  assert.not(existsSync(join(world.project, 'bin')));
  await world.kubectl('delete', 'storageclass', '--all');
  const incomplete = await world.dev('install-knit', '--prepare');
  assert.is(incomplete.code, 1);
  assert.match(incomplete.stderr, 'the cluster has no default StorageClass');
  assert.equal(
    readdirSync(join(world.project, 'dev-cluster')).filter((name) => name.includes('settings')),
    [],
    'whole or not at all',
  );
});

it('003.12: --prepare once, then install-knit: built, pushed to the registry of the cluster, installed into knit-dev', async () => {
  await using world = await devWorld();
  await knitfabProject(world);
  await world.up('--count', '2');
  const prepared = await world.dev('install-knit', '--prepare');
  assert.is(prepared.code, 0, describe(prepared));
  const settings = join(world.project, 'dev-cluster/knitfab-install-settings');
  assert.is(statSync(settings).mode & 0o777, 0o700);
  const storageFile = join(settings, 'values/knit-storage-nfs.yaml');
  const storage = parse(readFileSync(storageFile, 'utf8'));
  assert.equal([storage.nfs.external, storage.nfs.server, storage.nfs.node], [true, '10.10.0.3', '']);
  assert.match(readFileSync(storageFile, 'utf8'), '# ', 'the comments that teach stay');

  // What a person edits in between is honoured.
  writeFileSync(storageFile, readFileSync(storageFile, 'utf8').replace('10.10.0.3', '10.10.0.4'));
  // So is a version of today, and nothing of what the shell says about other installs.
  writeFileSync(join(world.project, 'VERSION'), 'v0.2.0\n');
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  await ended('git', [...author, 'commit', '--quiet', '--all', '--message', 'version'], {
    cwd: world.project,
    env: world.env,
  });
  Object.assign(world.env, { REPOSITORY: 'me/knit', BRANCH: 'next', IMAGE_REPOSITORY_HOST: 'quay.io' });
  const installed = await world.dev('install-knit');
  assert.is(installed.code, 0, describe(installed));

  const host = `127.0.0.1:${world.registryPort}`;
  const crane = await binary('crane');
  const env = { ...world.env, SSL_CERT_FILE: join(world.project, 'dev-cluster/docker-certs/meta/ca.crt') };
  const catalog = await ended(crane, ['catalog', host], { env });
  assert.equal(catalog.stdout.trim().split('\n').sort(), ['local/knitd', 'local/knitd-backend'], describe(catalog));
  const image = await world.kubectl('-n', 'knit-dev', 'get', 'deployment', 'knitd', '-o', 'jsonpath={..image}');
  assert.match(image, new RegExp(`^${host}/local/knitd:v0\\.2\\.0-[0-9a-f]{7}-local$`));
  const digest = await ended(crane, ['digest', image], { env });
  assert.match(digest.stdout, /^sha256:/, `the deployment names the image that was pushed: ${describe(digest)}`);

  const releases = await ended(await binary('helm'), ['list', '-n', 'knit-dev', '-q'], {
    env: { ...world.env, KUBECONFIG: world.kubeconfig },
  });
  assert.equal(releases.stdout.trim().split('\n').sort(), [
    'knit-app',
    'knit-certs',
    'knit-db-postgres',
    'knit-image-registry',
    'knit-schema-upgrader',
    'knit-storage-nfs',
  ]);
  const trusted = readdirSync(join(settings, 'docker/certs.d'));
  assert.ok(trusted.every((name) => /^10\.10\.0\.\d+:30503$/.test(name)) && trusted.length > 0, String(trusted));
  assert.ok(existsSync(join(settings, 'docker/certs.d', trusted[0] as string, 'ca.crt')));
});

it.run();
