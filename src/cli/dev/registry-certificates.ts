import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostAddress, mostNodes, nodesOf, type RegistryCertificates, writeWhole } from '../../devcluster/index.ts';
import {
  type CertificateTemplate,
  certificateTemplate,
  createCertificate,
  parseCertificate,
  parseIp,
} from '../../template/index.ts';

const validDays = 3_650;

/**
 * Key and certificate of the registry, and the authority that signed it, made where they are not in the folder. They are for
 * every address that a registry of a development cluster may have, so that a cluster of another size needs no others.
 */
export function registryCertificates(folder: string, now: Date): RegistryCertificates {
  const paths = {
    authority: join(folder, 'meta', 'ca.crt'),
    certificate: join(folder, 'registry', 'tls.crt'),
    key: join(folder, 'registry', 'tls.key'),
  };
  const authorityKey = join(folder, 'meta', 'ca.key');
  const hasAuthority = isWhole(paths.authority, authorityKey, paths.authority, now);
  if (!hasAuthority) {
    const key = newKey();
    const certificate = createCertificate(
      { ...templateOf('Capstan dev cluster CA', now), isAuthority: true },
      key,
      key,
    );
    writeWhole(authorityKey, textOf(key));
    writeWhole(paths.authority, pemOf(certificate), 0o644);
  }
  const hasServer = hasAuthority && isWhole(paths.certificate, paths.key, paths.authority, now);
  if (!hasServer) {
    const key = newKey();
    const issuer = parseCertificate(new X509Certificate(readFileSync(paths.authority)).raw);
    const issuerKey = createPrivateKey(readFileSync(authorityKey));
    writeWhole(paths.key, textOf(key));
    writeWhole(paths.certificate, pemOf(createCertificate(serverTemplate(now), key, issuerKey, issuer)), 0o644);
  }
  return paths;
}

function serverTemplate(now: Date): CertificateTemplate {
  const addresses = ['127.0.0.1', hostAddress, ...nodesOf(mostNodes).map(({ address }) => address)];
  const ips = addresses.map((address) => parseIp(address) as Uint8Array);
  return { ...templateOf('Capstan dev registry', now), dnsNames: ['localhost'], ips };
}

function templateOf(commonName: string, now: Date): CertificateTemplate {
  return certificateTemplate(commonName, validDays, now, randomBytes);
}

/** False for one that has run out, whose key is another one or that another authority signed, and for what is no certificate. */
function isWhole(path: string, keyPath: string, authorityPath: string, now: Date): boolean {
  try {
    const certificate = new X509Certificate(readFileSync(path));
    const authority = new X509Certificate(readFileSync(authorityPath));
    return (
      Date.parse(certificate.validTo) > now.getTime() &&
      certificate.checkPrivateKey(createPrivateKey(readFileSync(keyPath))) &&
      certificate.checkIssued(authority) &&
      certificate.verify(authority.publicKey)
    );
  } catch {
    return false;
  }
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function textOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pemOf(certificate: Buffer): string {
  return new X509Certificate(certificate).toString();
}
