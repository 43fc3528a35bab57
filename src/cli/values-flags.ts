import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { applySet, mergeValues, type SetKind, type Values } from '../chart/index.ts';
import { CapstanError, fileErrorReason, isCapstanError, messageOf } from '../errors/index.ts';
import { fromBytes } from '../template/index.ts';
import { readGoYaml } from '../yaml/index.ts';

/** Helm's flags for values, as commander hands them over. */
export interface ValuesFlags {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setJson: readonly string[];
  readonly setFile: readonly string[];
  readonly setLiteral: readonly string[];
}

export function addValuesFlags(command: Command): Command {
  const gather = (name: string, description: string, split = (value: string): string[] => [value]) =>
    new Option(name, description)
      .default([], 'none')
      .argParser<string[]>((value, before) => [...before, ...split(value)]);
  return command
    .addOption(
      gather('-f, --values <file>', 'a YAML file of values, or its URL, - is standard input; later ones win', (files) =>
        files.split(','),
      ),
    )
    .addOption(gather('--set <key=value>', 'one value, or several: a.b=1,c[0]=x,d={1,2}'))
    .addOption(gather('--set-string <key=value>', 'as --set, the value always a string'))
    .addOption(gather('--set-json <key=json>', 'as --set, the value as JSON'))
    .addOption(gather('--set-file <key=path>', 'as --set, the value the text of a file'))
    .addOption(gather('--set-literal <key=value>', 'as --set-string, nothing in the value has a meaning'));
}

/**
 * The user's values of the flags, merged in Helm's order: files, --set-json, --set, --set-string, --set-file, --set-literal.
 * @throws CapstanError FILE_UNREADABLE, VALUES_INVALID or SET_INVALID.
 */
export async function readValuesFlags(flags: ValuesFlags): Promise<Values> {
  let values: Values = {};
  for (const file of flags.values) values = mergeValues(values, await readValuesFile(file));
  const expressions: readonly (readonly [SetKind, readonly string[]])[] = [
    ['json', flags.setJson],
    ['typed', flags.set],
    ['string', flags.setString],
    ['file', flags.setFile],
    ['literal', flags.setLiteral],
  ];
  for (const [kind, given] of expressions) {
    for (const expression of given) values = applySet(values, expression, kind, readText);
  }
  return values;
}

async function readValuesFile(file: string): Promise<Values> {
  const content = await readContent(file);
  try {
    return (readGoYaml(content, { into: 'map', file }) ?? {}) as Values;
  } catch (error) {
    if (!isCapstanError(error, 'YAML_INVALID')) throw error;
    throw new CapstanError('VALUES_INVALID', `failed to parse ${file}: ${error.message}`, {
      place: error.place ?? { file },
      hint: 'a values file is lines of key: value',
      cause: error,
    });
  }
}

async function readContent(file: string): Promise<string> {
  if (file.trim() === '-') return fromBytes(await (await import('node:stream/consumers')).buffer(process.stdin));
  if (/^https?:\/\//.test(file)) return (await import('./fetch-text.ts')).fetchText(file);
  return readText(file);
}

function readText(file: string): string {
  try {
    return fromBytes(readFileSync(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** In the words of Go's os package, which are Helm's. */
function unreadable(file: string, error: unknown): CapstanError {
  const what = fileErrorReason(error) ?? messageOf(error);
  const did = (error as NodeJS.ErrnoException).code === 'EISDIR' ? 'read' : 'open';
  return new CapstanError('FILE_UNREADABLE', `${did} ${file}: ${what}`, { place: { file }, cause: error });
}
