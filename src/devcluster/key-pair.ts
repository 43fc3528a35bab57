import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { certificateTemplate, createCertificate, parseIp } from '../template/index.ts';
import { writePrivate } from './credentials.ts';

/** Paths of PEM files. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export function keyPairOf(dir: string, name: string): KeyPair {
  return { certificate: join(dir, `${name}.crt`), key: join(dir, `${name}.key`) };
}

/** Both ends of a connection are made anew at each start, so it need not last. */
const validDays = 3_650;

/**
 * A key for a server on 127.0.0.1 and its client alike, and a certificate that is its own authority: who has the key is
 * trusted, and nobody else.
 */
export function writeKeyPair(dir: string, name: string, now: Date): void {
  const { certificate, key } = keyPairOf(dir, name);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ips = [parseIp('127.0.0.1') as Uint8Array];
  const template = {
    ...certificateTemplate(`capstan-dev-${name}`, validDays, now, randomBytes),
    ips,
    isAuthority: true,
  };
  writePrivate(key, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  writePrivate(certificate, new X509Certificate(createCertificate(template, privateKey, privateKey)).toString());
}
