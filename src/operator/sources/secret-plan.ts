import type { KubeObject } from '../../cluster/index.ts';
import type { GeneratedText } from '../watches/index.ts';
import { type CertificateWish, isOutdated, issueCertificate, markOf } from './certificate.ts';
import { type RandomBytes, randomText } from './random-text.ts';

/** What a generated Secret has to hold, and the word of its last rotation. */
export interface SecretWish {
  readonly keys: Readonly<Record<string, GeneratedText>>;
  readonly certificate: CertificateWish | undefined;
  readonly token: string | undefined;
}

/** What has to be put into the Secret for that; what is there stays. */
export interface SecretAdditions {
  readonly annotations: Readonly<Record<string, string>>;
  /** base64. */
  readonly data: Readonly<Record<string, string>>;
}

/** On the Secret: the word of the last rotation that was carried out. */
export const rotatedAnnotation = 'capstan.dev/rotated';
/** On the Secret: which certificate was made here, and for which names. */
export const certificateAnnotation = 'capstan.dev/certificate';

/** undefined: nothing has to be done. Without `live` it is the whole content. */
export function planSecret(
  wish: SecretWish,
  live: KubeObject | undefined,
  now: Date,
  randomBytes: RandomBytes,
): SecretAdditions | undefined {
  const data = (live?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const annotations = live?.metadata.annotations ?? {};
  const isAsked = wish.token !== undefined && annotations[rotatedAnnotation] !== wish.token;
  const isRotated = isAsked && live !== undefined;
  const texts = Object.entries(wish.keys)
    .filter(([key]) => isRotated || !Object.hasOwn(data, key))
    .map(([key, text]) => [key, encode(randomText(text, randomBytes))]);
  const { certificate } = wish;
  const issued =
    certificate && (isRotated || needsCertificate(data, annotations, certificate, now))
      ? issueCertificate(certificate, now, randomBytes)
      : undefined;
  if (texts.length === 0 && !issued && !isAsked) return undefined;
  return {
    annotations: {
      ...(isAsked && wish.token !== undefined ? { [rotatedAnnotation]: wish.token } : {}),
      ...(issued && certificate ? { [certificateAnnotation]: markOf(issued['tls.crt'], certificate) } : {}),
    },
    data: {
      ...Object.fromEntries(texts),
      ...Object.fromEntries(Object.entries(issued ?? {}).map(([key, pem]) => [key, encode(pem)])),
    },
  };
}

function needsCertificate(
  data: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
  wish: CertificateWish,
  now: Date,
): boolean {
  const pem = data['tls.crt'];
  if (pem === undefined || data['tls.key'] === undefined) return true;
  return isOutdated(decode(pem), annotations[certificateAnnotation], wish, now);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
