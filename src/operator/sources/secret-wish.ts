import type { KubeObject } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import {
  expandResourceText,
  type GeneratedHtpasswd,
  type GeneratedSecret,
  type GeneratedText,
} from '../watches/index.ts';
import type { SecretWish } from './secret-plan.ts';

export function secretNameOf({ name, secretName }: GeneratedSecret, release: string, resource: KubeObject): string {
  return secretName === undefined ? `${release}-${name}` : expandResourceText(secretName, resource);
}

/** What an option asks for, for one resource. @throws CapstanError SPEC_INVALID */
export function wishOf(
  { keys, certificate }: GeneratedSecret,
  token: string | undefined,
  resource: KubeObject,
): SecretWish {
  const texts = Object.entries(keys).map(([key, text]) => [key, expanded(key, text, resource)] as const);
  return {
    keys: Object.fromEntries(texts),
    token,
    certificate: certificate && {
      commonName: expandResourceText(certificate.commonName, resource),
      dnsNames: certificate.dnsNames.map((name) => expandResourceText(name, resource)).filter((name) => name !== ''),
      days: certificate.days,
    },
  };
}

function expanded(
  key: string,
  text: GeneratedText | GeneratedHtpasswd,
  resource: KubeObject,
): GeneratedText | GeneratedHtpasswd {
  if (!('htpasswd' in text)) return text;
  const user = expandResourceText(text.htpasswd.user, resource);
  if (user === '' || /[:\s]/.test(user)) {
    throw new CapstanError('SPEC_INVALID', `generated key ${key}: ${JSON.stringify(user)} is no name of a user`, {
      hint: 'a user’s name in a line of htpasswd has neither blanks nor colons; set it in the resource',
    });
  }
  return { htpasswd: { ...text.htpasswd, user } };
}
