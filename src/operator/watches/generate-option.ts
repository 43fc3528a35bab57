import { EntryError, type Field, fieldNamed, nameOf } from './field.ts';
import { checked, type Kind, needed, optional, type ReadOf, withDefault } from './kind.ts';
import { boolean, choice, integer, matching, resourceWord } from './scalars.ts';
import { list, mapOf, table } from './table.ts';
import type { GeneratedHtpasswd, GeneratedSecret, GeneratedText } from './watch.ts';

const keyPattern = /^[-._a-zA-Z0-9]{1,253}$/; // of a Secret's data
const lengthAtMostForBcrypt = 72; // bytes; what comes after them would not count

export const generatedHtpasswd = table({
  user: needed(resourceWord, 'name of the user; a template over the resource'),
  password: needed(matching(keyPattern, 'key of a Secret'), 'the key of the same Secret that holds the password'),
});

/** One key of `keys`. */
export const generatedKey = table({
  length: withDefault(integer(1, 4096), 32, 'how many characters'),
  characters: withDefault(choice('alphanumeric', 'hex', 'ascii'), 'alphanumeric', 'of which kind'),
  htpasswd: optional(generatedHtpasswd, 'instead of chance: a line `user:hash` (bcrypt) for the text of another key'),
});

export const generatedCertificate = table({
  commonName: needed(resourceWord, 'whom it is for; a template over the resource'),
  dnsNames: withDefault(list(resourceWord), [], 'other names; templates over the resource', 'none'),
  days: withDefault(integer(1, 36_500), 365, 'how long it is good for'),
});

export const generateItem = table({
  name: needed(
    matching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'name of lower-case letters, digits and dashes'),
    'where the templates find it: `.Values.generated.<name>`',
  ),
  secretName: optional(resourceWord, 'name of the Secret; a template over the resource', '`<release>-<name>`'),
  keys: withDefault(keysOf(generatedKey), {}, 'each key of the Secret, and what its text is to be', 'none'),
  certificate: optional(generatedCertificate, 'adds the keys `tls.crt`, `tls.key` and `ca.crt`'),
  keep: withDefault(
    boolean,
    false,
    'the Secret outlives the release; the next release of that name goes on with it, as it does with volumes that stay',
  ),
});

export const generate: Kind<readonly GeneratedSecret[]> = checked(list(generateItem), (items, field) => {
  items.forEach((item, index) => {
    const at: Field = { value: undefined, path: [...field.path, index] };
    if (Object.keys(item.keys).length === 0 && item.certificate === undefined) {
      throw new EntryError(`${nameOf(at)} has neither keys nor a certificate`, at);
    }
    if (items.findIndex(({ name }) => name === item.name) < index) {
      throw new EntryError(`${nameOf(at)}: "${item.name}" is generated twice`, at);
    }
  });
});

type GeneratedKeys = GeneratedSecret['keys'];

/** `{}` or nothing at a key is the default text. */
function keysOf(kind: Kind<ReadOf<typeof generatedKey>>): Kind<GeneratedKeys> {
  const orDefault: Kind<GeneratedText | GeneratedHtpasswd> = {
    ...kind,
    read: (field, warn) => readKey(kind, field.value === null ? { ...field, value: {} } : field, warn),
  };
  return checked(
    mapOf(orDefault),
    (keys, field) => {
      const wrong = Object.keys(keys).find((key) => !keyPattern.test(key));
      if (wrong !== undefined) throw new EntryError(`${nameOf(field)}: a Secret cannot have the key "${wrong}"`, field);
      for (const [key, one] of Object.entries(keys)) if ('htpasswd' in one) checkPassword(key, one, keys, field);
    },
    { propertyNames: { pattern: keyPattern.source } },
  );
}

function readKey(
  kind: Kind<ReadOf<typeof generatedKey>>,
  ...[field, warn]: Parameters<Kind<unknown>['read']>
): GeneratedText | GeneratedHtpasswd {
  const { htpasswd, ...text } = kind.read(field, warn);
  if (!htpasswd) return text;
  const chance = fieldNamed(field, 'length') ?? fieldNamed(field, 'characters');
  if (chance) throw new EntryError(`${nameOf(chance)} has no meaning beside htpasswd`, chance);
  return { htpasswd };
}

function checkPassword(key: string, { htpasswd }: GeneratedHtpasswd, keys: GeneratedKeys, field: Field): void {
  const at: Field = { value: undefined, path: [...field.path, key, 'htpasswd', 'password'] };
  const source = Object.hasOwn(keys, htpasswd.password) ? keys[htpasswd.password] : undefined;
  if (!source || 'htpasswd' in source) {
    throw new EntryError(`${nameOf(at)} is "${htpasswd.password}", which is no generated text of this Secret`, at);
  }
  if (source.length > lengthAtMostForBcrypt) {
    const most = `bcrypt takes ${lengthAtMostForBcrypt} characters at most`;
    throw new EntryError(`${nameOf(at)} is "${htpasswd.password}" of ${source.length} characters: ${most}`, at);
  }
}
