import { CapstanError } from '../errors/index.ts';

/** What a kind is called. */
export interface ApiNames {
  /** With the domain: `cache.example.com`. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `memcacheds` */
  readonly plural: string;
  /** `memcached` */
  readonly singular: string;
}

export interface GivenNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural?: string;
}

/**
 * Checks the names, and puts the project's domain behind the group where it is not there yet.
 * @throws CapstanError USAGE
 */
export function readNames(given: GivenNames, domain: string): ApiNames {
  const { version, kind } = given;
  const group = withDomain(given.group, domain);
  const singular = kind.toLowerCase();
  const plural = given.plural ?? pluralOf(singular);
  check('--group', group, isSubdomain(group) && group.includes('.'), 'use a group such as cache, or cache.example.com');
  check(
    '--version',
    version,
    /^v[1-9]\d*((alpha|beta)[1-9]\d*)?$/.test(version),
    'use a version such as v1alpha1 or v1',
  );
  check(
    '--kind',
    kind,
    /^[A-Z][A-Za-z0-9]{0,62}$/.test(kind),
    'use a word such as Memcached: it begins with a capital',
  );
  check('--plural', plural, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(plural), 'use the small letters of the kind');
  return { group, version, kind, plural, singular };
}

function withDomain(group: string, domain: string): string {
  if (domain === '' || group === domain || group.endsWith(`.${domain}`)) return group;
  return group === '' ? domain : `${group}.${domain}`;
}

/** English enough for most kinds; of the others the plural is to be given. */
export function pluralOf(singular: string): string {
  if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

export function isSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

function check(flag: string, text: string, isRight: boolean, hint: string): void {
  if (!isRight) throw new CapstanError('USAGE', `${flag}: "${text}" is not possible`, { hint });
}
