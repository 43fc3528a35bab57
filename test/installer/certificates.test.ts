import { X509Certificate } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import {
  checkAuthority,
  checkTls,
  issueAuthority,
  issueServer,
  type KeyPair,
  type PemFile,
  uncoveredText,
} from '../../src/installer/certificates/index.ts';

const it = suite('installer certificates');

const now = new Date('2030-01-01T00:00:00Z');
const later = new Date('2045-01-01T00:00:00Z');
const [authority, other] = await Promise.all([issueAuthority(now), issueAuthority(now)]);
const server = await issueServer(['10.10.0.3', 'fd00::1'], authority, now);

function pair(name: string, { cert, key }: KeyPair) {
  return { cert: file(`${name}.crt`, cert), key: file(`${name}.key`, key) };
}

function file(name: string, text: string): PemFile {
  return { file: name, text };
}

function refusal(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (isCapstanError(error, 'CERTIFICATE_INVALID')) return error.message;
    throw error;
  }
  return 'accepted';
}

it('a server has RSA of 4096 bits, ten years, and the addresses of the nodes alone', () => {
  const made = new X509Certificate(server.cert);
  assert.is(made.publicKey.asymmetricKeyDetails?.modulusLength, 4096);
  assert.is(made.subjectAltName, 'IP Address:10.10.0.3, IP Address:FD00:0:0:0:0:0:0:1');
  assert.is(made.ca, false);
  const days = (Date.parse(made.validTo) - now.getTime()) / 86_400_000;
  assert.is(days, 3_650);
  assert.ok(made.verify(new X509Certificate(authority.cert).publicKey));
});

it('an authority signs itself', () => {
  const made = new X509Certificate(authority.cert);
  assert.ok(made.ca && made.checkIssued(made) && made.verify(made.publicKey));
});

for (const [what, tls, at, want] of [
  ['what fits', { server: pair('s', server), authority: pair('a', authority) }, now, 'accepted'],
  [
    'an authority without its key',
    { server: pair('s', server), authority: { ...pair('a', authority), key: undefined } },
    now,
    'accepted',
  ],
  ['no authority at all', { server: pair('s', server), authority: undefined }, now, 'accepted'],
  [
    'a key of another certificate',
    { server: { cert: file('s.crt', server.cert), key: file('a.key', authority.key) }, authority: undefined },
    now,
    's.crt and a.key are no pair: the certificate is of another key',
  ],
  [
    'an authority that did not sign it',
    { server: pair('s', server), authority: pair('b', other) },
    now,
    's.crt is not signed by b.crt',
  ],
  [
    'a server as the authority',
    { server: pair('s', server), authority: pair('s', server) },
    now,
    's.crt is not the certificate of an authority',
  ],
  [
    'no certificate',
    { server: { cert: file('s.crt', 'hello'), key: file('s.key', server.key) }, authority: undefined },
    now,
    's.crt holds no certificate',
  ],
  [
    'half a certificate',
    {
      server: { cert: file('s.crt', server.cert.replace(/^M.{300}/ms, 'M')), key: file('s.key', server.key) },
      authority: undefined,
    },
    now,
    's.crt holds no certificate',
  ],
  [
    'no key',
    { server: { cert: file('s.crt', server.cert), key: file('s.key', server.cert) }, authority: undefined },
    now,
    's.key holds no private key that can be used',
  ],
] as const) {
  it(`${what}: ${want}`, () =>
    assert.is(
      refusal(() => checkTls(tls, at)),
      want,
    ));
}

it('what has run out is refused, and what is not valid yet', () => {
  assert.match(
    refusal(() => checkTls({ server: pair('s', server), authority: undefined }, later)),
    /^s\.crt has run out on /,
  );
  const early = new Date('2029-01-01T00:00:00Z');
  assert.match(
    refusal(() => checkAuthority(pair('a', authority), early)),
    /^a\.crt is not valid before /,
  );
});

it('a chain in the file of the server leads to the authority', async () => {
  const bundle = { cert: server.cert + authority.cert, key: server.key };
  assert.is(
    refusal(() => checkTls({ server: pair('s', bundle), authority: pair('a', authority) }, now)),
    'accepted',
  );
});

it('addresses that a certificate is not for are told', () => {
  const told = uncoveredText(pair('s', server), ['10.10.0.3', '10.10.0.4', 'fd00::1']);
  assert.is(told, 's.crt is not for 10.10.0.4: clients that ask there refuse it');
  assert.is(uncoveredText(pair('s', server), ['10.10.0.3']), undefined);
});

it.run();
