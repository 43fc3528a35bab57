import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { applySet, mergeValues, type SetKind, type Values } from '../chart/index.ts';
import { CapstanError, messageOf } from '../errors/index.ts';
import { parseYaml } from '../yaml/index.ts';

/** Helm's flags for values, as commander hands them over. */
export interface ValuesFlags {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setJson: readonly string[];
  readonly setFile: readonly string[];
}

export function addValuesFlags(command: Command): Command {
  const gather = (name: string, description: string) =>
    new Option(name, description).default([], 'none').argParser<string[]>((value, before) => [...before, value]);
  return command
    .addOption(gather('-f, --values <file>', 'a YAML file of values, - is standard input; later files win'))
    .addOption(gather('--set <key=value>', 'one value, or several: a.b=1,c[0]=x,d={1,2}'))
    .addOption(gather('--set-string <key=value>', 'as --set, the value always a string'))
    .addOption(gather('--set-json <key=json>', 'as --set, the value as JSON'))
    .addOption(gather('--set-file <key=path>', 'as --set, the value the text of a file'));
}

/**
 * The user's values of the flags, merged in Helm's order: files, --set-json, --set, --set-string, --set-file.
 * @throws CapstanError FILE_UNREADABLE, YAML_INVALID, VALUES_INVALID or SET_INVALID.
 */
export async function readValuesFlags(flags: ValuesFlags): Promise<Values> {
  let values: Values = {};
  for (const file of flags.values) values = mergeValues(values, await readValuesFile(file));
  const expressions: readonly (readonly [SetKind, readonly string[]])[] = [
    ['json', flags.setJson],
    ['typed', flags.set],
    ['string', flags.setString],
    ['file', flags.setFile],
  ];
  for (const [kind, given] of expressions) {
    for (const expression of given) values = applySet(values, expression, kind, readTextSync);
  }
  return values;
}

async function readValuesFile(file: string): Promise<Values> {
  const name = file === '-' ? 'standard input' : file;
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(unreadable(name));
  const values = parseYaml(content, { file: name }) ?? {};
  if (typeof values === 'object' && !Array.isArray(values)) return values as Values;
  throw new CapstanError('VALUES_INVALID', `${name} is not a table of values`, {
    place: { file: name, line: 1, text: content },
    hint: 'a values file is lines of key: value',
  });
}

function readTextSync(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return unreadable(path)(error);
  }
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    throw new CapstanError('FILE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, {
      place: { file },
      cause: error,
    });
  };
}
