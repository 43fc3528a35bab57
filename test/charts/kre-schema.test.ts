import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CapstanError } from '../../src/errors/index.ts';
import { allExtras, complainsAbout, kreChart, merge, namesOf, render, specOf, tree } from './render.ts';

const it = suite('schema of kre-chart');

// acceptance item 9: what is wrong with the values is said by path
const violations: readonly (readonly [path: string, value: unknown])[] = [
  ['nats_streaming.replicas', 'two'],
  ['nats_streaming.replicas', 1.5],
  ['nats_streaming.replicas', -1],
  ['nats_streaming.storage.size', 'big'],
  ['nats_streaming.storage.class', 'fast'],
  ['nats_streaming.replica', 2],
  ['nats_streaming.image.tag', 0.25],
  ['mongo.replicas', '3'],
  ['mongo.credentials.password', 123456],
  ['mongo.credentials.pasword', 'x'],
  ['mongo.storage.size', ''],
  ['mongo.auth.adminPassword', 123456],
  ['mongo.auth.enabled', 'yes'],
  ['mongo.auth.key', 'no base64!'],
  ['mongo.persistentVolume.size', 'big'],
  ['mongo.extraLabels.team', 7],
  ['minio.credentials.secretKey', 'short'],
  ['minio.credentials.accessKey', 'ab'],
  ['minio.storage.accessMode', 'RWX'],
  ['minio.readinessProbe.periodSeconds', 0],
  ['minio.image.pullPolicy', 'Sometimes'],
  ['minio.resources.limit', {}],
  ['developmentMode', 'true'],
  ['entrypointTLS', 1],
  ['entrypoint.host', ''],
  ['sharedStorageClass', 'Not A Name'],
  ['chronograf.persistence.size', 2],
  ['influxdb.config.http', 'on'],
  ['alerts.enable', true],
  ['minio', 'yes'],
];
for (const [path, value] of violations) {
  it(`${path}: ${JSON.stringify(value)} is refused by its path`, () => {
    const error = failure(() => render(kreChart, tree(path, value)));
    assert.is(error.code, 'VALUES_INVALID');
    assert.ok(complainsAbout(error.message, path), error.message);
  });
}

it('names every violation at once', () => {
  const error = failure(() =>
    render(kreChart, merge(tree('nats_streaming.replicas', 'two'), tree('mongo.storage.size', 'big'))),
  );
  for (const path of ['nats_streaming.replicas', 'mongo.storage.size']) {
    assert.ok(complainsAbout(error.message, path), error.message);
  }
});

it('never shows a password it refuses', () => {
  for (const path of ['mongo.credentials.password', 'mongo.auth.adminPassword', 'minio.credentials.secretKey']) {
    assert.not.match(failure(() => render(kreChart, tree(path, 4711))).message, '4711');
  }
  assert.not.match(failure(() => render(kreChart, tree('minio.credentials.secretKey', 'hush'))).message, 'hush');
  assert.not.match(failure(() => render(kreChart, tree('mongo.auth.key', 'hush!!'))).message, 'hush');
});

it('says which value is missing when null took a default away', () => {
  const error = failure(() => render(kreChart, tree('nats_streaming.replicas', null)));
  assert.is(error.code, 'VALUES_INVALID');
  assert.match(error.message, 'replicas');
});

for (const path of [
  'minio.resources',
  'mongo.extraLabels',
  'influxdb.config',
  'influxdb.initScripts.scripts',
  'sharedStorageClass',
]) {
  it(`${path} can be taken away with null`, () => {
    assert.ok(namesOf(render(kreChart, merge(allExtras, tree(path, null)))).length > 8);
  });
}

it('says that a replica set needs a key', () => {
  const error = failure(() => render(kreChart, tree('mongo.replicaSetName', 'rs0')));
  assert.is(error.code, 'TEMPLATE_FAILED');
  assert.match(error.message, 'mongo.auth.key');
});

it('lets keys through that another chart for mongo or influxdb knew, and keys at the top that it does not know', () => {
  const known = namesOf(render(kreChart));
  for (const path of [
    'mongo.podDisruptionBudget.maxUnavailable',
    'influxdb.service.type',
    'mongo.persistentVolume.accessModes',
    'somethingElse',
  ]) {
    assert.equal(namesOf(render(kreChart, tree(path, 'x'))), known, path);
  }
});

it('accepts the sample and everything turned on', () => {
  render(kreChart, merge(specOf('deploy/crds/kre.konstellation.io_v1alpha1_runtime_cr.yaml'), allExtras));
});

function failure(act: () => unknown): CapstanError {
  try {
    act();
  } catch (error) {
    return error as CapstanError;
  }
  throw new Error('it was accepted');
}

it.run();
