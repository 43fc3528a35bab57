import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { CapstanError } from '../../errors/index.ts';

/** All certificates of a PEM text, in its order. @throws CapstanError CERTIFICATE_INVALID */
export function readCertificates(text: string, file: string): readonly X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const certificates = blocks.map((block) => new X509Certificate(block));
    if (certificates.length > 0) return certificates;
  } catch (error) {
    throw noCertificate(file, error);
  }
  throw noCertificate(file);
}

/** @throws CapstanError CERTIFICATE_INVALID */
export function firstCertificate(text: string, file: string): X509Certificate {
  return readCertificates(text, file)[0] as X509Certificate;
}

/** @throws CapstanError CERTIFICATE_INVALID, which has nothing of the key in it */
export function readKey(text: string, file: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new CapstanError('CERTIFICATE_INVALID', `${file} holds no private key that can be used`, {
      place: { file },
      hint: 'a key is PEM (PKCS#8, PKCS#1 or SEC 1) and not encrypted',
    });
  }
}

function noCertificate(file: string, cause?: unknown): CapstanError {
  return new CapstanError('CERTIFICATE_INVALID', `${file} holds no certificate`, {
    place: { file },
    hint: 'a certificate is PEM: -----BEGIN CERTIFICATE-----',
    ...(cause === undefined ? {} : { cause }),
  });
}
