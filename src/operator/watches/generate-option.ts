import { EntryError, type Field, nameOf } from './field.ts';
import { checked, type Kind, needed, optional, withDefault } from './kind.ts';
import { choice, integer, matching, resourceWord } from './scalars.ts';
import { list, mapOf, table } from './table.ts';
import type { GeneratedSecret, GeneratedText } from './watch.ts';

const keyPattern = /^[-._a-zA-Z0-9]{1,253}$/; // of a Secret's data

/** One key of `keys`. */
export const generatedKey = table({
  length: withDefault(integer(1, 4096), 32, 'how many characters'),
  characters: withDefault(choice('alphanumeric', 'hex', 'ascii'), 'alphanumeric', 'of which kind'),
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

/** `{}` or nothing at a key is the default text. */
function keysOf(kind: Kind<GeneratedText>): Kind<Readonly<Record<string, GeneratedText>>> {
  const orDefault: Kind<GeneratedText> = {
    ...kind,
    read: (field, warn) => kind.read(field.value === null ? { ...field, value: {} } : field, warn),
  };
  return checked(
    mapOf(orDefault),
    (keys, field) => {
      const wrong = Object.keys(keys).find((key) => !keyPattern.test(key));
      if (wrong !== undefined) throw new EntryError(`${nameOf(field)}: a Secret cannot have the key "${wrong}"`, field);
    },
    { propertyNames: { pattern: keyPattern.source } },
  );
}
