import { randomBytes, X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isOutdated, issueCertificate, markOf } from '../../../src/operator/sources/certificate.ts';

const it = suite('certificate');

const wish = { commonName: 'db', dnsNames: ['db.demo.svc', '*.db.demo.svc', '10.0.0.1', 'fd00::1'], days: 90 };
const now = new Date('2026-03-01T12:00:00Z');
const issue = (at = now) => issueCertificate(wish, at, randomBytes);

it('is for its names and addresses, and signed by its own authority', () => {
  const issued = issue();
  const certificate = new X509Certificate(issued['tls.crt']);
  const authority = new X509Certificate(issued['ca.crt']);
  assert.is(certificate.subject, 'CN=db');
  assert.is(
    certificate.subjectAltName,
    'DNS:db.demo.svc, DNS:*.db.demo.svc, IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1',
  );
  assert.is(certificate.issuer, 'CN=db CA');
  assert.ok(certificate.checkIssued(authority) && certificate.verify(authority.publicKey));
  assert.ok(authority.ca && !certificate.ca);
});

it('is valid for its days, from a little before now', () => {
  const certificate = new X509Certificate(issue()['tls.crt']);
  assert.is(certificate.validFrom, 'Mar  1 11:55:00 2026 GMT');
  assert.is(certificate.validTo, 'May 30 12:00:00 2026 GMT');
});

it('a client that trusts the authority completes the handshake, one that trusts another does not', async () => {
  const { 'tls.crt': cert, 'tls.key': key, 'ca.crt': ca } = issue(new Date());
  const server = createServer({ key, cert }, (_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const get = (trusted: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, agent: false, ca: trusted, servername: 'db.demo.svc' }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
  try {
    assert.is(await get(ca), 200);
    const refusal = await get(issue(new Date())['ca.crt']).catch((error: NodeJS.ErrnoException) => error.code);
    assert.ok(refusal !== undefined && refusal !== 200, 'refused');
  } finally {
    server.close();
  }
});

const pem = issue()['tls.crt'];
const day = 86_400_000;

for (const [what, mark, asked, afterDays, want] of [
  ['a young one', markOf(pem, wish), wish, 59, false],
  ['one with less than a third of its days left', markOf(pem, wish), wish, 61, true],
  ['one past its days', markOf(pem, wish), wish, 1000, true],
  ['one for other names', markOf(pem, wish), { ...wish, dnsNames: ['web.demo.svc'] }, 1, true],
  ['one of another subject', markOf(pem, wish), { ...wish, commonName: 'web' }, 1, true],
  ['one that is to live longer from now on', markOf(pem, wish), { ...wish, days: 365 }, 1, false],
  ['one that somebody put there, however old', markOf('another', wish), wish, 1000, false],
  ['one without a mark', undefined, wish, 1000, false],
] as const) {
  it(`${what} is ${want ? '' : 'not '}outdated`, () => {
    assert.is(isOutdated(pem, mark, asked, new Date(now.getTime() + afterDays * day)), want);
  });
}

it.run();
