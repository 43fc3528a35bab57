import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSelfSignedCertificate } from '../../src/operator/self-signed-certificate.ts';

const it = suite('self-signed certificate');

it('is signed by its own key', () => {
  const certificate = new X509Certificate(createSelfSignedCertificate(['localhost'], new Date()).cert);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.ok(certificate.checkIssued(certificate));
});

it('is for the names it was asked for and the loopback address, and no other', () => {
  const certificate = new X509Certificate(
    createSelfSignedCertificate(['localhost', 'pod-1', 'pod-1'], new Date()).cert,
  );
  assert.is(certificate.subject, 'CN=localhost');
  assert.is(certificate.subjectAltName, 'DNS:localhost, DNS:pod-1, IP Address:127.0.0.1');
  assert.is(certificate.checkHost('pod-2'), undefined);
});

for (const [now, from, to] of [
  ['2025-03-04T05:06:07.890Z', 'Mar  4 05:06:07 2025 GMT', 'Mar  4 05:06:07 2035 GMT'],
  ['2044-12-31T23:59:59.999Z', 'Dec 31 23:59:59 2044 GMT', 'Dec 31 23:59:59 2054 GMT'],
] as const) {
  it(`made at ${now} it is valid from then on for ten years`, () => {
    const certificate = new X509Certificate(createSelfSignedCertificate(['localhost'], new Date(now)).cert);
    assert.is(certificate.validFrom, from);
    assert.is(certificate.validTo, to);
  });
}

it('two have different serial numbers', () => {
  const [one, two] = [1, 2].map(() => new X509Certificate(createSelfSignedCertificate(['localhost'], new Date()).cert));
  assert.is.not(one?.serialNumber, two?.serialNumber);
});

it('a client that trusts it completes the handshake, one that does not refuses', async () => {
  const { key, cert } = createSelfSignedCertificate(['localhost'], new Date());
  const server = createServer({ key, cert }, (_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const get = (ca: string | undefined) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, agent: false, ...(ca === undefined ? {} : { ca }) };
      request(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  try {
    assert.is(await get(cert), 200);
    const refusal = await get(undefined).catch((error: NodeJS.ErrnoException) => error.code);
    assert.is(refusal, 'DEPTH_ZERO_SELF_SIGNED_CERT');
  } finally {
    server.close();
  }
});

it.run();
