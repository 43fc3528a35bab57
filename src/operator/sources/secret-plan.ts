import type { KubeObject } from '../../cluster/index.ts';
import type { GeneratedHtpasswd, GeneratedText } from '../watches/index.ts';
import { type CertificateWish, isOutdated, issueCertificate, markOf } from './certificate.ts';
import { htpasswdLine, isHtpasswdOf } from './htpasswd.ts';
import { type RandomBytes, randomText } from './random-text.ts';

/** What a generated Secret has to hold, and the word of its last rotation; its texts are expanded. */
export interface SecretWish {
  readonly keys: Readonly<Record<string, GeneratedText | GeneratedHtpasswd>>;
  readonly certificate: CertificateWish | undefined;
  readonly token: string | undefined;
}

/** What has to be put into the Secret for that; what is there stays. */
export interface SecretAdditions {
  readonly annotations: Readonly<Record<string, string>>;
  /** base64. */
  readonly data: SecretData;
}

type SecretData = Readonly<Record<string, string>>;

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
  const data = (live?.['data'] ?? {}) as SecretData;
  const annotations = live?.metadata.annotations ?? {};
  const isAsked = wish.token !== undefined && annotations[rotatedAnnotation] !== wish.token;
  const isRotated = isAsked && live !== undefined;
  const texts = planTexts(wish, data, isRotated, randomBytes);
  const lines = planLines(wish, { ...data, ...texts }, randomBytes);
  const { certificate } = wish;
  const issued =
    certificate && (isRotated || needsCertificate(data, annotations, certificate, now))
      ? issueCertificate(certificate, now, randomBytes)
      : undefined;
  const additions = { ...texts, ...lines };
  if (Object.keys(additions).length === 0 && !issued && !isAsked) return undefined;
  return {
    annotations: {
      ...(isAsked && wish.token !== undefined ? { [rotatedAnnotation]: wish.token } : {}),
      ...(issued && certificate ? { [certificateAnnotation]: markOf(issued['tls.crt'], certificate) } : {}),
    },
    data: {
      ...additions,
      ...Object.fromEntries(Object.entries(issued ?? {}).map(([key, pem]) => [key, encode(pem)])),
    },
  };
}

function planTexts({ keys }: SecretWish, data: SecretData, isRotated: boolean, randomBytes: RandomBytes): SecretData {
  const texts = Object.entries(keys).flatMap(([key, text]) =>
    'htpasswd' in text || (!isRotated && Object.hasOwn(data, key))
      ? []
      : [[key, encode(randomText(text, randomBytes))] as const],
  );
  return Object.fromEntries(texts);
}

/** @param data with the texts that were made just now: a line that does not verify its text is made anew */
function planLines({ keys }: SecretWish, data: SecretData, randomBytes: RandomBytes): SecretData {
  const lines = Object.entries(keys).flatMap(([key, text]) => {
    if (!('htpasswd' in text)) return [];
    const { user, password } = text.htpasswd;
    const [line = '', secret = ''] = [data[key], data[password]].map((one) => decode(one ?? ''));
    return isHtpasswdOf(line, user, secret) ? [] : [[key, encode(htpasswdLine(user, secret, randomBytes))] as const];
  });
  return Object.fromEntries(lines);
}

function needsCertificate(
  data: SecretData,
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
