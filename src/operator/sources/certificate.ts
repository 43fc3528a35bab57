import { createHash, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import {
  type CertificateTemplate,
  certificateTemplate,
  createCertificate,
  parseCertificate,
  parseIp,
} from '../../template/index.ts';
import type { RandomBytes } from './random-text.ts';

/** What a certificate is to be for, its names expanded. */
export interface CertificateWish {
  readonly commonName: string;
  /** Addresses, too. */
  readonly dnsNames: readonly string[];
  readonly days: number;
}

/** PEM. */
export interface IssuedCertificate {
  readonly 'tls.crt': string;
  readonly 'tls.key': string;
  readonly 'ca.crt': string;
}

/** A certificate of a P-256 key, signed by an authority of its own whose key nobody keeps: it signs this one alone. */
export function issueCertificate(wish: CertificateWish, now: Date, randomBytes: RandomBytes): IssuedCertificate {
  const authorityKey = newKey();
  const key = newKey();
  const authority = createCertificate(
    { ...certificateTemplate(`${wish.commonName} CA`, wish.days, now, randomBytes), isAuthority: true },
    authorityKey,
    authorityKey,
  );
  const names = [...new Set(wish.dnsNames)].map((name) => ({ name, ip: parseIp(name) }));
  const template: CertificateTemplate = {
    ...certificateTemplate(wish.commonName, wish.days, now, randomBytes),
    dnsNames: names.filter(({ ip }) => ip === undefined).map(({ name }) => name),
    ips: names.flatMap(({ ip }) => ip ?? []),
  };
  const certificate = createCertificate(template, key, authorityKey, parseCertificate(authority));
  return {
    'tls.crt': pemOf(certificate),
    'tls.key': key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'ca.crt': pemOf(authority),
  };
}

/**
 * A mark to be kept beside a certificate: by it one that was made here is told from one that somebody put in its place,
 * and one that is still for the same names from one that is not.
 */
export function markOf(pem: string, { commonName, dnsNames }: CertificateWish): string {
  return `${digestOf(pem)}.${digestOf(JSON.stringify([commonName, dnsNames]))}`;
}

/** True for a certificate of ours whose names have changed, or of whose days fewer than a third are left. */
export function isOutdated(pem: string, mark: string | undefined, wish: CertificateWish, now: Date): boolean {
  if (mark?.split('.')[0] !== digestOf(pem)) return false;
  const { validFrom, validTo } = new X509Certificate(pem);
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  return to - now.getTime() < (to - from) / 3 || mark !== markOf(pem, wish);
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function pemOf(certificate: Buffer): string {
  return new X509Certificate(certificate).toString();
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
