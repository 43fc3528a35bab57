import { createHash } from 'node:crypto';
import { CapstanError } from '../../errors/index.ts';

const longest = 53; // Helm's

/**
 * `<component>-<user>` as a release may be called, from a user's second deployment on with its number: two users of one
 * cluster have two releases. Where the name had to be
 * altered for it, a few digits of its hash keep it apart from others that are altered to the same.
 */
export function defaultReleaseName(component: string, user: string, number = 1): string {
  const whole = number === 1 ? `${component}-${user}` : `${component}-${user}/${number}`; // no user's name has a slash
  const plain = whole
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (plain === whole && plain.length <= longest) return plain;
  const digits = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${plain.slice(0, longest - 9).replace(/-+$/, '')}-${digits}`;
}

/** @throws CapstanError RELEASE_NAME_INVALID */
export function checkReleaseName(name: string): string {
  if (name.length <= longest && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name))
    return name;
  throw new CapstanError('RELEASE_NAME_INVALID', `${JSON.stringify(name)} cannot be the name of a release`, {
    hint: 'names are of a-z, 0-9, - and dots, at most 53 characters long',
  });
}
