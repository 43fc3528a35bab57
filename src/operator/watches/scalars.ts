import { messageOf } from '../../errors/index.ts';
import { parseGoDuration } from '../go-duration.ts';
import { EntryError, type Field, nameOf } from './field.ts';
import { checked, type Kind, mapped } from './kind.ts';
import { compileResourceText } from './resource-text.ts';
import type { ResourceText } from './watch.ts';

/** Numbers and booleans count as their text, as they do for helm-operator; null is empty. */
export const text: Kind<string> = {
  schema: { type: ['string', 'number', 'boolean'] },
  read(field) {
    const value = field.value ?? '';
    if (typeof value === 'object') throw new EntryError(`${nameOf(field)} must be a text`, field);
    return String(value);
  },
};

/** A text and nothing else: what YAML takes for a number or a boolean (`y`, `on`) is refused. */
export const string: Kind<string> = {
  schema: { type: 'string' },
  read(field) {
    if (typeof field.value === 'string') return field.value;
    const hint = typeof field.value === 'object' ? undefined : 'put it in quotes';
    throw new EntryError(`${nameOf(field)} must be a text`, field, hint);
  },
};

/** A text that is not empty. */
export const word: Kind<string> = notEmpty(string);

/** A Go template over the resource. It is compiled here, so that it cannot fail to later. */
export const resourceText: Kind<ResourceText> = checked(string, (value, field) => {
  try {
    if (value.includes('{{')) compileResourceText(value);
  } catch (error) {
    const words = messageOf(error).replace(/^template: /, '');
    throw new EntryError(`${nameOf(field)} is a template that cannot be parsed: ${words}`, field, templateHint);
  }
});

const templateHint = 'write a Go template over the resource: {{ .metadata.name }}, {{ .spec.tier | default "small" }}';

/** The same, where an empty text makes no sense. */
export const resourceWord: Kind<ResourceText> = notEmpty(resourceText);

function notEmpty(kind: Kind<string>): Kind<string> {
  return checked(
    kind,
    (value, field) => {
      if (value === '') throw new EntryError(`${nameOf(field)} is empty`, field);
    },
    { minLength: 1 },
  );
}

export const boolean: Kind<boolean> = {
  schema: { type: 'boolean' },
  read(field) {
    if (typeof field.value === 'boolean') return field.value;
    throw new EntryError(`${nameOf(field)} must be true or false`, field);
  },
};

export function integer(minimum: number, maximum: number): Kind<number> {
  return {
    schema: { type: 'integer', minimum, maximum },
    read(field) {
      const { value } = field;
      if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum)
        return value as number;
      throw new EntryError(`${nameOf(field)} must be a whole number from ${minimum} to ${maximum}`, field);
    },
  };
}

/** Milliseconds, of a duration as Go writes it. */
export const duration: Kind<number> = {
  schema: {
    anyOf: [{ type: 'string', pattern: '^\\+?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$' }, { const: 0 }],
    examples: ['30s', '5m', '1h30m'],
  },
  read(field) {
    const written = text.read(field, () => {});
    try {
      return parseGoDuration(written);
    } catch {
      const message = `${nameOf(field)} is "${written}", which is no duration`;
      throw new EntryError(message, field, 'write it as 30s, 5m or 1h30m');
    }
  },
};

export function choice<const T extends string>(...choices: readonly T[]): Kind<T> {
  return {
    schema: { enum: choices },
    read(field) {
      const found = choices.find((one) => one === field.value);
      if (found !== undefined) return found;
      const written = typeof field.value === 'object' ? '' : ` is "${String(field.value)}":`;
      throw new EntryError(`${nameOf(field)}${written} must be one of ${choices.join(', ')}`, field);
    },
  };
}

/** A text that looks like the pattern. @param what as messages say it: `a JSON pointer such as /spec/replicas` */
export function matching(pattern: RegExp, what: string): Kind<string> {
  return checked(
    string,
    (value, field) => {
      if (!pattern.test(value)) throw new EntryError(`${nameOf(field)} is "${value}", which is no ${what}`, field);
    },
    { pattern: pattern.source },
  );
}

/** A value with its place, for what can be checked only later. */
export function placed<T>(kind: Kind<T>): Kind<{ readonly value: T; readonly field: Field }> {
  return mapped(kind, (value, field) => ({ value, field }));
}
