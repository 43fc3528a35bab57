import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { GoError, isValidUtf8, toBytes } from '../../go/index.ts';
import { bitString, DerReader, element, integer, nullElement, objectIdentifier, sequence, tags } from './der.ts';
import { encodeExtensions } from './extensions.ts';
import type { PrivateKey } from './keys.ts';

/** What is the same in all certificates that sprig makes is not here. */
export interface CertificateTemplate {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly ips: readonly Uint8Array[];
  readonly isAuthority: boolean;
  /** Seconds since 1970. */
  readonly notBefore: bigint;
  readonly notAfter: bigint;
  /** High byte first. */
  readonly serial: Uint8Array;
}

export interface Issuer {
  /** The name, encoded. */
  readonly subject: Uint8Array;
  readonly keyId: Uint8Array | undefined;
  /** Undefined where it is the signing key's own. */
  readonly publicKey: KeyObject | undefined;
}

/**
 * A certificate in DER, with the fields and extensions of Go's x509.CreateCertificate. Without an issuer it is signed by
 * its own key.
 * @throws GoError with Go's words.
 */
export function createCertificate(
  template: CertificateTemplate,
  key: PrivateKey,
  signingKey: PrivateKey,
  issuer?: Issuer,
): Buffer {
  const { algorithm, digest } = signatureOf(signingKey);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const subject = encodeName(template.commonName);
  if (issuer?.publicKey && !issuer.publicKey.equals(createPublicKey(signingKey))) {
    throw new GoError("x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  const issuerName = issuer?.subject ?? subject;
  const body = sequence(
    element(0xa0, integer(Buffer.of(2))), // version 3
    integer(template.serial),
    algorithm,
    issuerName,
    sequence(encodeTime(template.notBefore), encodeTime(template.notAfter)),
    subject,
    publicKey,
    encodeExtensions({
      ...template,
      subjectKeyId: template.isAuthority ? keyIdOf(publicKey) : undefined,
      authorityKeyId: Buffer.compare(issuerName, subject) === 0 ? undefined : issuer?.keyId,
      isSubjectEmpty: template.commonName === '',
    }),
  );
  return sequence(body, algorithm, bitString(sign(digest, body, signingKey)));
}

/** @throws GoError for a key that cannot sign. */
function signatureOf(key: PrivateKey): { algorithm: Buffer; digest: string | null } {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { algorithm: sequence(objectIdentifier('1.2.840.113549.1.1.11'), nullElement), digest: 'sha256' };
    case 'ed25519':
      return { algorithm: sequence(objectIdentifier('1.3.101.112')), digest: null };
    case 'ec': {
      const [number, digest] = curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? unsupportedCurve();
      return { algorithm: sequence(objectIdentifier(`1.2.840.10045.4.3.${number}`)), digest };
    }
    default:
      throw new GoError('x509: certificate private key does not implement crypto.Signer');
  }
}

const curves: Readonly<Record<string, readonly [number: number, digest: string]>> = {
  secp224r1: [2, 'sha256'],
  prime256v1: [2, 'sha256'],
  secp384r1: [3, 'sha384'],
  secp521r1: [4, 'sha512'],
};

function unsupportedCurve(): never {
  throw new GoError('x509: unsupported elliptic curve');
}

/** Go ≥ 1.25: RFC 7093's first method, the left 160 bits of the SHA-256 of the key's bits. */
function keyIdOf(publicKey: Uint8Array): Uint8Array {
  const info = new DerReader(new DerReader(publicKey).read()!.content);
  info.read();
  const bits = info.read()!.content.subarray(1);
  return createHash('sha256').update(bits).digest().subarray(0, 20);
}

function encodeName(commonName: string): Buffer {
  if (commonName === '') return sequence();
  if (!isValidUtf8(commonName)) throw new GoError('asn1: string not valid UTF-8');
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(commonName) ? tags.printableString : tags.utf8String;
  const attribute = sequence(objectIdentifier('2.5.4.3'), element(tag, toBytes(commonName)));
  return sequence(element(tags.set, attribute));
}

/** Two digits of the year from 1950 to 2049, four otherwise. */
function encodeTime(seconds: bigint): Buffer {
  const [date = '', time = ''] = new Date(Number(seconds) * 1_000).toISOString().split('T');
  const text = `${date.replaceAll('-', '')}${time.slice(0, 8).replaceAll(':', '')}Z`;
  const year = Number(date.slice(0, 4));
  return year >= 1950 && year < 2050
    ? element(tags.utcTime, Buffer.from(text.slice(2)))
    : element(tags.generalizedTime, Buffer.from(text));
}
