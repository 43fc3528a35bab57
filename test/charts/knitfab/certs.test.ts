import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { idsOf, objectsOf, pick, render } from './charts.ts';

const it = suite('knit-certs');
const server = { cert: 'Y2VydA==', key: 'a2V5' };
const authority = { cacert: 'Y2E=', cakey: 'Y2Eta2V5' };

it('makes a Secret for each pair that it is given', () => {
  for (const [values, ids] of [
    [{}, []],
    [server, ['Secret/certs']],
    [authority, ['Secret/ca-certs']],
    [{ ...server, ...authority }, ['Secret/ca-certs', 'Secret/certs']],
  ] as const)
    assert.equal(idsOf(objectsOf('knit-certs', values)), ids, JSON.stringify(values));
});

it('stores both as Kubernetes stores certificates', () => {
  const objects = objectsOf('knit-certs', { ...server, ...authority });
  const { type, data } = pick(objects, 'Secret/certs');
  assert.is(type, 'kubernetes.io/tls');
  assert.equal(data, { 'tls.crt': 'Y2VydA==', 'tls.key': 'a2V5' });
  assert.equal(pick(objects, 'Secret/ca-certs').data, { 'tls.crt': 'Y2E=', 'tls.key': 'Y2Eta2V5' });
});

it('names the Secrets as it is told', () => {
  const names = { secret: { server: 'web', ca: 'web-ca' } };
  assert.equal(idsOf(objectsOf('knit-certs', { ...server, ...authority, ...names })), ['Secret/web', 'Secret/web-ca']);
});

for (const [given, missing] of [
  ['cert', 'key'],
  ['key', 'cert'],
  ['cacert', 'cakey'],
  ['cakey', 'cacert'],
] as const)
  it(`refuses ${given} without ${missing}, and does not show it`, () => {
    assert.throws(
      () => render('knit-certs', { [given]: 'aHVzaA==' }),
      ({ message }: Error) =>
        message.includes(`${given} is given and ${missing} is not`) && !message.includes('aHVzaA'),
    );
  });

it.run();
