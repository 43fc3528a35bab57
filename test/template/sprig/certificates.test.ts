import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Struct } from '../../../src/template/go/value.ts';
import { cryptoFuncs } from '../../../src/template/sprig/crypto.ts';
import recorded from './certificates.json' with { type: 'json' };
import { callOf, someTime, worldWith } from './world.ts';

const it = suite('sprig certificates');
const call = callOf(cryptoFuncs);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const keys = recorded.keys as Readonly<Record<string, string>>;

interface Case {
  readonly name: string;
  readonly function: string;
  readonly commonName: string;
  readonly ips: readonly string[];
  readonly dnsNames: readonly string[];
  readonly days: number;
  readonly key: string;
  readonly keyOut: string;
  readonly cert: string;
  readonly caCert?: string;
  readonly caKey?: string;
}

function text(certificate: unknown, field: 'Cert' | 'Key'): string {
  return (certificate as Struct).fields.get(field) as string;
}

/** The same key, serial number and moment give the same bytes, but for signatures of elliptic curves, which hold chance. */
for (const made of recorded.cases as readonly Case[]) {
  it(`${made.name}: as sprig's, byte for byte`, () => {
    const theirs = new X509Certificate(made.cert);
    const serial = Buffer.from(theirs.serialNumber.padStart(32, '0'), 'hex');
    const now = BigInt(theirs.validFromDate.getTime() + 950) * 1_000_000n; // of the second's parts only some fit a span that overflows
    const same = callOf(cryptoFuncs, worldWith({ random: () => serial, now: () => now }));
    const { commonName, ips, dnsNames, days, key, caCert, caKey } = made;
    const names = made.function === 'genCAWithKey' ? [] : [ips, dnsNames];
    const signer =
      caCert === undefined ? [] : [call('buildCustomCert', base64(caCert), base64(keys[caKey ?? ''] ?? ''))];
    const ours = same(made.function, commonName, ...names, days, ...signer, keys[key]);
    assert.is(text(ours, 'Key'), keys[made.keyOut]);
    const isChance = /BEGIN EC/.test(keys[caKey ?? made.keyOut] ?? '');
    if (isChance) assert.is(signedPart(text(ours, 'Cert')), signedPart(made.cert));
    else assert.is(text(ours, 'Cert'), made.cert);
  });
}

/** All but the signature's bits: the first member of the outer sequence, in hexadecimal. */
function signedPart(pem: string): string {
  const der = new X509Certificate(pem).raw;
  return der.subarray(4, 8 + der.readUInt16BE(6)).toString('hex');
}

it('a chain made by genCA and genSignedCert is verified by openssl', () => {
  const ca = call('genCA', 'the-ca', 365);
  const leaf = call('genSignedCert', 'svc', ['10.0.0.1'], ['svc.ns.svc'], 30, ca);
  const other = call('genSelfSignedCert', 'svc', [], ['svc.ns.svc'], 30);
  const folder = mkdtempSync(join(tmpdir(), 'capstan-'));
  try {
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const verify = (cert: string, ...more: string[]) => {
      const when = ['-attime', String(someTime / 1_000_000_000n + 60n)];
      const trusted = ['-x509_strict', '-CAfile', file('ca.pem', text(ca, 'Cert'))];
      return execFileSync('openssl', ['verify', ...when, ...trusted, ...more, file('cert.pem', cert)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };
    for (const purpose of ['sslserver', 'sslclient']) {
      assert.match(verify(text(leaf, 'Cert'), '-purpose', purpose), /: OK/);
    }
    assert.match(verify(text(leaf, 'Cert'), '-verify_hostname', 'svc.ns.svc', '-verify_ip', '10.0.0.1'), /: OK/);
    assert.throws(() => verify(text(leaf, 'Cert'), '-verify_hostname', 'svc'));
    assert.throws(() => verify(text(other, 'Cert')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('its keys are those of its certificates, RSA of 2048 bits', () => {
  for (const made of [call('genCA', 'x', 1), call('genSelfSignedCert', 'x', [], [], 1)]) {
    const certificate = new X509Certificate(text(made, 'Cert'));
    assert.match(text(made, 'Key'), /^-----BEGIN RSA PRIVATE KEY-----\n/);
    assert.is(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.is((made as Struct).type.name, 'sprig.certificate');
  }
});

const pem = (type: string) => `-----BEGIN ${type}-----\nAAAA\n-----END ${type}-----\n`;
const dsaKey = call('genPrivateKey', 'dsa');
const ca = call('genCA', 'x', 1);
const mixed = call('buildCustomCert', base64(text(ca, 'Cert')), base64(keys['key1'] ?? ''));
const tagsDiffer =
  "asn1: structure error: tags don't match (16 vs {class:0 tag:0 length:0 isCompound:false}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";

// sprig v3.3.0, Go 1.26
const failures: readonly (readonly [name: string, args: readonly unknown[], message: string])[] = [
  ['genSelfSignedCert', ['x', ['1.2.3.400'], [], 1], 'error parsing ip: 1.2.3.400'],
  ['genSelfSignedCert', ['x', ['01.2.3.4'], [], 1], 'error parsing ip: 01.2.3.4'],
  ['genSelfSignedCert', ['x', ['fe80::1%eth0'], [], 1], 'error parsing ip: fe80::1%eth0'],
  ['genSelfSignedCert', ['x', [''], [], 1], 'error parsing ip: '],
  ['genSelfSignedCert', ['x', [1.5], [], 1], 'error parsing ip: 1.5 is not a string'],
  ['genSelfSignedCert', ['x', [], [null], 1], 'error processing alternate dns name: <nil> is not a string'],
  [
    'genSelfSignedCert',
    ['x', [], ['ü.de'], 1],
    'error creating certificate: x509: "ü.de" cannot be encoded as an IA5String',
  ],
  ['genSelfSignedCert', ['x\udcff', [], [], 1], 'error creating certificate: asn1: string not valid UTF-8'],
  ['genCAWithKey', ['x', 1, ''], 'parsing private key: no PEM data in input'],
  [
    'genCAWithKey',
    ['x', 1, dsaKey],
    'error creating certificate: x509: certificate private key does not implement crypto.Signer',
  ],
  ['genCAWithKey', ['x', 1, pem('FOO')], 'parsing private key: no private key data in PEM block of type FOO'],
  ['genCAWithKey', ['x', 1, pem('A PRIVATE KEY')], 'parsing private key: invalid private key type A PRIVATE KEY'],
  [
    'genCAWithKey',
    ['x', 1, pem('RSA PRIVATE KEY')],
    `parsing private key: parsing RSA private key from PEM: ${tagsDiffer} pkcs1PrivateKey @2`,
  ],
  [
    'genCAWithKey',
    ['x', 1, pem('EC PRIVATE KEY')],
    `parsing private key: parsing EC private key from PEM: x509: failed to parse EC private key: ${tagsDiffer} ecPrivateKey @2`,
  ],
  [
    'genCAWithKey',
    ['x', 1, pem('DSA PRIVATE KEY')],
    `parsing private key: parsing DSA private key from PEM: ${tagsDiffer} DSAKeyFormat @2`,
  ],
  ['genCAWithKey', ['x', 1, pem('PRIVATE KEY')], `parsing private key: decoding PEM as PKCS#8: ${tagsDiffer} pkcs8 @2`],
  ['buildCustomCert', ['!', ''], 'unable to decode base64 certificate'],
  ['buildCustomCert', ['', '!'], 'unable to decode base64 private key'],
  ['buildCustomCert', ['', ''], 'unable to decode certificate'],
  ['buildCustomCert', [base64(text(ca, 'Cert')), ''], 'error parsing private key: no PEM data in input'],
  [
    'buildCustomCert',
    [base64(text(ca, 'Key')), base64(text(ca, 'Key'))],
    'error parsing certificate: decodedCert.Bytes: x509: malformed tbs certificate',
  ],
  [
    'buildCustomCert',
    [base64(pem('X')), ''],
    'error parsing certificate: decodedCert.Bytes: x509: malformed certificate',
  ],
  [
    'genSignedCert',
    ['x', [], [], 1, mixed],
    "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey",
  ],
];

for (const [name, args, message] of failures) {
  it(`${name}: ${message.slice(0, 90)}`, () => {
    assert.throws(
      () => call(name, ...args),
      (error: Error) => error.message === message,
    );
  });
}

it('genPrivateKey makes keys that openssl reads', () => {
  const types = [
    ['rsa', 'RSA PRIVATE KEY', /4096 bit/],
    ['dsa', 'DSA PRIVATE KEY', /2048 bit/],
    ['ecdsa', 'EC PRIVATE KEY', /prime256v1/],
    ['ed25519', 'PRIVATE KEY', /ED25519/],
  ] as const;
  for (const [type, header, shown] of types) {
    const key = call('genPrivateKey', type) as string;
    assert.ok(key.startsWith(`-----BEGIN ${header}-----\n`));
    assert.match(execFileSync('openssl', ['pkey', '-text', '-noout'], { input: key, encoding: 'utf8' }), shown);
  }
  assert.is(call('genPrivateKey', 'foo'), 'Unknown type foo');
});

it.run();
