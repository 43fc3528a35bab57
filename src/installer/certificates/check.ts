import type { X509Certificate } from 'node:crypto';
import { CapstanError } from '../../errors/index.ts';
import { firstCertificate, readCertificates, readKey } from './pem.ts';

/** A PEM text and what to call it. */
export interface PemFile {
  readonly file: string;
  readonly text: string;
}

/** What a server is known by. Without an authority its certificate is one that clients trust anyway. */
export interface Tls<T> {
  readonly server: { readonly cert: T; readonly key: T };
  readonly authority: { readonly cert: T; readonly key: T | undefined } | undefined;
}

/**
 * That keys and certificates are each other's, that the authority is one and has signed the server's certificate, and that
 * none has run out.
 * @throws CapstanError CERTIFICATE_INVALID
 */
export function checkTls({ server, authority }: Tls<PemFile>, now: Date): void {
  if (authority) checkAuthority(authority, now);
  checkPair(server.cert, server.key);
  checkTime(server.cert, now);
  if (authority) checkSigned(server.cert, authority.cert);
}

/** That the pair can sign others. @throws CapstanError CERTIFICATE_INVALID */
export function checkAuthority(
  { cert, key }: { readonly cert: PemFile; readonly key: PemFile | undefined },
  now: Date,
): void {
  if (!firstCertificate(cert.text, cert.file).ca) {
    throw invalid(cert, 'is not the certificate of an authority', 'name one with the basic constraint CA:TRUE');
  }
  if (key) checkPair(cert, key);
  checkTime(cert, now);
}

/** Which of `addresses` a server's certificate is not for, in words; undefined when it is for all of them. */
export function uncoveredText({ cert }: Tls<PemFile>['server'], addresses: readonly string[]): string | undefined {
  const certificate = firstCertificate(cert.text, cert.file);
  const missed = addresses.filter((address) => certificate.checkIP(address) === undefined);
  if (missed.length === 0) return undefined;
  return `${cert.file} is not for ${missed.join(', ')}: clients that ask there refuse it`;
}

function checkPair(cert: PemFile, key: PemFile): void {
  if (firstCertificate(cert.text, cert.file).checkPrivateKey(readKey(key.text, key.file))) return;
  throw invalid(
    cert,
    `and ${key.file} are no pair: the certificate is of another key`,
    'name the key it was made with',
  );
}

function checkTime(cert: PemFile, now: Date): void {
  const { validFrom, validTo } = firstCertificate(cert.text, cert.file);
  if (Date.parse(validTo) <= now.getTime()) throw invalid(cert, `has run out on ${validTo}`, 'renew it');
  if (Date.parse(validFrom) > now.getTime()) {
    throw invalid(cert, `is not valid before ${validFrom}`, "look at this machine's clock");
  }
}

/** Directly, or through certificates that stand behind the server's in its file. */
function checkSigned(cert: PemFile, authority: PemFile): void {
  const roots = readCertificates(authority.text, authority.file);
  const [leaf, ...between] = readCertificates(cert.text, cert.file);
  let current = leaf as X509Certificate;
  for (let steps = 0; steps <= between.length; steps += 1) {
    if (roots.some((root) => isIssuer(root, current))) return;
    const next = between.find((one) => one !== current && isIssuer(one, current));
    if (!next) break;
    current = next;
  }
  throw invalid(cert, `is not signed by ${authority.file}`, 'name the authority that signed it');
}

function isIssuer(issuer: X509Certificate, of: X509Certificate): boolean {
  return of.checkIssued(issuer) && of.verify(issuer.publicKey);
}

function invalid({ file }: PemFile, what: string, hint: string): CapstanError {
  return new CapstanError('CERTIFICATE_INVALID', `${file} ${what}`, { place: { file }, hint });
}
