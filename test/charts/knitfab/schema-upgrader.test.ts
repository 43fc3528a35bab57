import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { effective, idsOf, objectsOf, pick } from './charts.ts';

const it = suite('knit-schema-upgrader');
const jobOf = (...input: Parameters<typeof objectsOf>) => {
  const objects = objectsOf(...input);
  return pick(objects, idsOf(objects)[0] ?? '');
};

it('makes a Job and the volume that it publishes the schema on', () => {
  const objects = objectsOf('knit-schema-upgrader');
  const [job = '', claim, ...more] = idsOf(objects);
  assert.match(job, /^Job\/schema-upgrader-[a-z0-9]{6}$/);
  assert.is(claim, 'PersistentVolumeClaim/schema-upgrader-schema-repo');
  assert.equal(more, []);
  const { spec } = pick(objects, 'PersistentVolumeClaim/schema-upgrader-schema-repo');
  assert.equal([spec.accessModes, spec.resources.requests.storage], [['ReadWriteMany'], '16Mi']);
  assert.is(spec.storageClassName, 'knitfab-storage-system');
});

it('runs the image of its version against the database, and goes 300 seconds after', () => {
  const database = effective('knit-db-postgres', {
    service: 'pg',
    port: 15432,
    credential: { secret: 'login', password: 'x' },
  });
  const { spec } = jobOf(
    'knit-schema-upgrader',
    { database, imageRepository: 'ghcr.io/a/b', imagePullSecret: 'pull' },
    { appVersion: 'v1.2.3-abc1234' },
  );
  assert.is(spec.ttlSecondsAfterFinished, 300);
  const pod = spec.template.spec;
  assert.is(pod.restartPolicy, 'OnFailure');
  assert.equal(pod.imagePullSecrets, [{ name: 'pull' }]);
  const [container] = pod.containers;
  assert.is(container.image, 'ghcr.io/a/b/knit-schema-upgrader:v1.2.3-abc1234');
  assert.equal(container.args, ['--host', 'pg', '--port', '15432', '--database', 'knit', '/publish/schema-repo']);
  assert.equal(
    container.env.map(({ name, valueFrom }) => [name, valueFrom.secretKeyRef]),
    [
      ['PGUSER', { name: 'login', key: 'username' }],
      ['PGPASSWORD', { name: 'login', key: 'password' }],
    ],
  );
});

it('takes the image by its name alone without imageRepository', () => {
  const [container] = jobOf('knit-schema-upgrader').spec.template.spec.containers;
  assert.is(container.image, 'knit-schema-upgrader:v0.1.0');
});

it('has a Job of its own for each revision, and the same one when a revision is rendered again', () => {
  const name = (revision: number, appVersion = 'v1') =>
    jobOf('knit-schema-upgrader', {}, { revision, appVersion }).metadata.name;
  assert.is(name(1), name(1));
  assert.is(new Set([name(1), name(2), name(3), name(1, 'v2')]).size, 4);
});

it.run();
