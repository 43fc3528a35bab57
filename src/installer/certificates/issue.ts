import { generateKeyPair, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type CertificateTemplate,
  certificateTemplate,
  createCertificate,
  parseCertificate,
  parseIp,
} from '../../template/index.ts';
import { firstCertificate, readKey } from './pem.ts';

const generate = promisify(generateKeyPair);

/** PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const keyBits = 4_096;
const validDays = 3_650;

/** An authority of its own, self-signed. */
export async function issueAuthority(now: Date): Promise<KeyPair> {
  const key = await newKey();
  const template = { ...templateOf('Knitfab CA', now), isAuthority: true };
  return { cert: pemOf(createCertificate(template, key, key)), key: textOf(key) };
}

/** A server's certificate for these addresses (IPv4 and IPv6), signed by `authority`. */
export async function issueServer(addresses: readonly string[], authority: KeyPair, now: Date): Promise<KeyPair> {
  const key = await newKey();
  const template = { ...templateOf('Knitfab', now), ips: addresses.flatMap((address) => parseIp(address) ?? []) };
  const issuer = parseCertificate(firstCertificate(authority.cert, 'the authority').raw);
  return {
    cert: pemOf(createCertificate(template, key, readKey(authority.key, "the authority's key"), issuer)),
    key: textOf(key),
  };
}

async function newKey(): Promise<KeyObject> {
  return (await generate('rsa', { modulusLength: keyBits })).privateKey;
}

function templateOf(commonName: string, now: Date): CertificateTemplate {
  return certificateTemplate(commonName, validDays, now, randomBytes);
}

function pemOf(certificate: Buffer): string {
  return new X509Certificate(certificate).toString();
}

function textOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
