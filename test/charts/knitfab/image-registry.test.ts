import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { effective, idsOf, objectsOf, pick, render } from './charts.ts';

const it = suite('knit-image-registry');
const certs = effective('knit-certs', { cert: 'Y2VydA==', key: 'a2V5' });
const config = (objects: ReturnType<typeof objectsOf>): string =>
  pick(objects, 'ConfigMap/image-registry-gateway-config').data['default.conf'] ?? '';

it('makes a registry behind a gateway, at port 30503 of each node', () => {
  const objects = objectsOf('knit-image-registry');
  assert.equal(idsOf(objects), [
    'ConfigMap/image-registry-gateway-config',
    'Deployment/image-registry-registry',
    'PersistentVolumeClaim/image-registry-registry-root',
    'Service/image-registry',
  ]);
  const { type, ports } = pick(objects, 'Service/image-registry').spec;
  assert.equal([type, ports[0].port, ports[0].nodePort], ['NodePort', 80, 30503]);
  const { containers } = pick(objects, 'Deployment/image-registry-registry').spec.template.spec;
  assert.equal(
    containers.map(({ image, ports }) => [image, ports[0].containerPort]),
    [
      ['registry:2.8.3', 8080],
      ['nginx:1.21.6', 80],
    ],
  );
  const claim = pick(objects, 'PersistentVolumeClaim/image-registry-registry-root').spec;
  assert.equal([claim.resources.requests.storage, claim.storageClassName], ['8Gi', 'knitfab-storage-system']);
});

it('makes nothing for a registry of one’s own', () => {
  assert.equal(objectsOf('knit-image-registry', { external: true }), []);
  assert.match(render('knit-image-registry', { external: true }).notes, 'Nothing was made');
});

it('speaks plain HTTP without a certificate', () => {
  const objects = objectsOf('knit-image-registry');
  assert.match(config(objects), 'listen 80;');
  assert.not.match(config(objects), 'ssl');
  const { spec } = pick(objects, 'Deployment/image-registry-registry').spec.template;
  assert.is(spec.containers[1]?.readinessProbe.httpGet.scheme, 'HTTP');
  assert.equal(spec.volumes.length, 2);
});

it('speaks TLS with the certificate of knit-certs, and sends plain HTTP to the port that users know', () => {
  const objects = objectsOf('knit-image-registry', { certs, port: 31000 });
  assert.match(config(objects), 'listen 80 ssl;');
  assert.match(config(objects), 'https://$host:31000$request_uri');
  const { spec } = pick(objects, 'Deployment/image-registry-registry').spec.template;
  assert.is(spec.containers[1]?.readinessProbe.httpGet.scheme, 'HTTPS');
  assert.equal(spec.volumes[2], { name: 'certs', secret: { secretName: 'certs' } });
});

it('starts anew when its settings or its certificate change', () => {
  const stamp = (values: object) =>
    JSON.stringify(
      pick(objectsOf('knit-image-registry', { ...values }), 'Deployment/image-registry-registry').spec.template.metadata
        .annotations,
    );
  const renewed = effective('knit-certs', { cert: 'bmV3', key: 'a2V5' });
  const stamps = [{ certs }, { certs: renewed }, { certs, port: 31000 }, {}].map(stamp);
  assert.is(new Set(stamps).size, 4);
  assert.is(stamp({ certs }), stamps[0]);
});

it('003.14: an upgrade keeps the size that the claim has in the cluster', () => {
  const lookup = () => ({ spec: { resources: { requests: { storage: '100Gi' } } } });
  const objects = objectsOf('knit-image-registry', {}, { revision: 2, lookup });
  assert.is(
    pick(objects, 'PersistentVolumeClaim/image-registry-registry-root').spec.resources.requests.storage,
    '100Gi',
  );
});

it.run();
