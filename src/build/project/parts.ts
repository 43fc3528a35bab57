import type { AdminTools, Cli, FileEntry } from './project.ts';
import {
  anyText,
  type Field,
  FieldError,
  integer,
  listOf,
  matching,
  nameOf,
  needed,
  optional,
  type Reader,
  table,
  text,
  withDefault,
} from './reader.ts';
import { splitWords } from './words.ts';

/** A list of words, or one text that is taken apart at its blanks. */
export const command: Reader<readonly string[]> = (field) => {
  const words = typeof field.value === 'string' ? split(field) : listOf(anyText)(field);
  if (words.length === 0) throw new FieldError(`${nameOf(field)} has no words`, field);
  return words;
};

function split(field: Field): readonly string[] {
  const words = splitWords(text(field));
  if (typeof words !== 'string') return words;
  throw new FieldError(`${nameOf(field)}: ${words}`, field, 'write it as a list of words, or call a script');
}

/** A path below the project. */
export const inside: Reader<string> = (field) => {
  const path = text(field);
  const isOutside = path.startsWith('/') || path.split('/').includes('..');
  if (!isOutside) return path;
  throw new FieldError(`${nameOf(field)} is "${path}", which does not lie in the project`, field);
};

export const absolute = matching(/^\/(?!.*(?:^|\/)\.\.(?:\/|$))/, 'a path from the root such as /opt/app');

/** 0o755, 493 or the text "755": what YAML makes of 0755 is 493. */
const fileMode: Reader<number> = (field) => {
  const { value } = field;
  if (typeof value === 'string' && /^0?[0-7]{3,4}$/.test(value)) return Number.parseInt(value, 8);
  return integer(0, 0o7777)(field);
};

export const id = integer(0, 2 ** 31 - 1);

export const portNumber = integer(1, 65_535);

const readFileEntry = table({
  from: needed(inside),
  to: needed(absolute),
  mode: optional(fileMode),
  uid: optional(id),
  gid: optional(id),
  exclude: optional(listOf(text)),
});

export const fileEntry: Reader<FileEntry> = (field) => withoutAbsent(readFileEntry(field));

/** exactOptionalPropertyTypes tells undefined from absent. */
export function withoutAbsent<T extends object>(read: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as never;
}

const readCli = table({
  name: needed(matching(/^[a-z0-9][a-z0-9._-]*$/, 'a name of small letters, digits and dashes')),
  entry: needed(inside),
});

export const cli: Reader<Cli> = readCli;

const archivePath = matching(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))/, 'a path inside the archive');

const readAdminTools = table({
  build: optional(command),
  files: withDefault(
    listOf((field: Field): FileEntry => {
      return withoutAbsent(
        table({
          from: needed(inside),
          to: needed(archivePath),
          mode: optional(fileMode),
          exclude: optional(listOf(text)),
        })(field),
      );
    }),
    [],
  ),
});

export const adminTools: Reader<AdminTools> = (field) => {
  const read = readAdminTools(field);
  if (read.files.length === 0) throw new FieldError(`${nameOf(field)} has no files`, field);
  return withoutAbsent(read);
};
