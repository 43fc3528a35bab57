import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { effective, idsOf, objectsOf, pick, render } from './charts.ts';

const it = suite('knit-db-postgres');
const values = { credential: { password: 'open sesame' } };

it('makes a Secret, a claim, a Service and the server', () => {
  const objects = objectsOf('knit-db-postgres', values);
  assert.equal(idsOf(objects), [
    'Deployment/database-postgres',
    'PersistentVolumeClaim/database-pgdata',
    'Secret/database-credential',
    'Service/database',
  ]);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  assert.equal(pick(objects, 'Secret/database-credential').data, {
    username: base64('knit'),
    password: base64('open sesame'),
  });
  const [port] = pick(objects, 'Service/database').spec.ports;
  assert.equal([port.port, port.targetPort], [5432, 5432]);
  const claim = pick(objects, 'PersistentVolumeClaim/database-pgdata').spec;
  assert.equal(claim.accessModes, ['ReadWriteOnce']);
  assert.equal(claim.resources, { requests: { storage: '1Gi' } });
  assert.is(claim.storageClassName, 'knitfab-storage-system');
});

it('runs one server at a time, as nobody, with its data on the claim', () => {
  const { replicas, strategy, template } = pick(
    objectsOf('knit-db-postgres', values),
    'Deployment/database-postgres',
  ).spec;
  assert.equal([replicas, strategy], [1, { type: 'Recreate' }]);
  assert.is(template.spec.securityContext.runAsUser, 65534);
  assert.is(template.spec.containers[0].image, 'postgres:15.6-bullseye');
  assert.equal(template.spec.containers[0].env[0], { name: 'POSTGRES_DB', value: 'knit' });
  assert.equal(template.spec.volumes, [{ name: 'pgdata', persistentVolumeClaim: { claimName: 'database-pgdata' } }]);
});

it('makes no claim when it is ephemeral', () => {
  const objects = objectsOf('knit-db-postgres', { ...values, ephemeral: true });
  assert.not(idsOf(objects).includes('PersistentVolumeClaim/database-pgdata'));
  assert.equal(pick(objects, 'Deployment/database-postgres').spec.template.spec.volumes, [
    { name: 'pgdata', emptyDir: {} },
  ]);
});

it('003.14: an upgrade keeps the size that the claim has in the cluster', () => {
  const asked: unknown[] = [];
  const lookup = (...query: unknown[]) => {
    asked.push(query);
    return { spec: { resources: { requests: { storage: '20Gi' } } } };
  };
  const objects = objectsOf(
    'knit-db-postgres',
    { ...values, initialCapacity: '3Gi' },
    { namespace: 'knit-dev', revision: 2, lookup },
  );
  assert.equal(asked, [['v1', 'PersistentVolumeClaim', 'knit-dev', 'database-pgdata']]);
  assert.is(pick(objects, 'PersistentVolumeClaim/database-pgdata').spec.resources.requests.storage, '20Gi');
});

it('begins with initialCapacity where there is no claim yet', () => {
  const objects = objectsOf(
    'knit-db-postgres',
    { ...values, initialCapacity: '3Gi' },
    { revision: 2, lookup: () => ({}) },
  );
  assert.is(pick(objects, 'PersistentVolumeClaim/database-pgdata').spec.resources.requests.storage, '3Gi');
});

it('takes the class from the values of knit-storage-nfs', () => {
  const storage = effective('knit-storage-nfs', { class: { system: 'fast' } });
  const objects = objectsOf('knit-db-postgres', { ...values, storage });
  assert.is(pick(objects, 'PersistentVolumeClaim/database-pgdata').spec.storageClassName, 'fast');
});

it('names everything as it is told', () => {
  const objects = objectsOf('knit-db-postgres', {
    component: 'db',
    service: 'pg',
    port: 15432,
    credential: { secret: 'login', username: 'me', password: 'x' },
  });
  assert.equal(idsOf(objects), [
    'Deployment/db-postgres',
    'PersistentVolumeClaim/db-pgdata',
    'Secret/login',
    'Service/pg',
  ]);
  const [port] = pick(objects, 'Service/pg').spec.ports;
  assert.equal([port.port, port.targetPort], [15432, 5432]);
});

it('wants a password, and says of it nothing but that', () => {
  assert.throws(
    () => render('knit-db-postgres'),
    ({ message }: Error) => message.includes('credential.password has to be given'),
  );
  assert.not.match(render('knit-db-postgres', values).notes, 'sesame');
});

it.run();
