import type { Command, Option } from 'commander';
import { CapstanError } from '../errors/index.ts';

const yes = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const no = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/**
 * Words of a command line as Go's flags take them, in commander's way: `--quiet=false`, `-n=demo`. What stands behind `--`
 * stays as it is.
 * @throws CapstanError USAGE for a boolean flag with a value that is none.
 */
export function asCommanderWords(words: readonly string[], command: Command): string[] {
  const end = words.indexOf('--');
  const flags = end < 0 ? words : words.slice(0, end);
  const rewritten = flags.flatMap((word, index) =>
    optionOf(command, flags[index - 1] ?? '')?.required ? [word] : rewrite(word, command),
  );
  return [...rewritten, ...(end < 0 ? [] : words.slice(end))];
}

function rewrite(word: string, command: Command): string[] {
  const alone = optionOf(command, word);
  if (alone?.long && alone.flags.endsWith(' [boolean]')) return [`${alone.long}=true`]; // the next word is none of its
  const [, flag = '', value] = /^(--[a-z-]+|-[a-zA-Z])=(.*)$/s.exec(word) ?? [];
  const option = value === undefined ? undefined : optionOf(command, flag);
  if (value === undefined || !option) return [word];
  if (option.isBoolean() || option.negate) return isOn(flag, value) ? [flag] : [];
  return flag.startsWith('--') ? [word] : [flag, value];
}

/** Of the command, or of one below it. */
function optionOf(command: Command, flag: string): Option | undefined {
  const own = command.options.find(({ long, short }) => long === flag || short === flag);
  return own ?? command.commands.map((child) => optionOf(child as Command, flag)).find((found) => found !== undefined);
}

function isOn(flag: string, value: string): boolean {
  if (yes.has(value)) return true;
  if (no.has(value)) return false;
  const quoted = JSON.stringify(value);
  throw new CapstanError(
    'USAGE',
    `invalid argument ${quoted} for ${JSON.stringify(flag)} flag: strconv.ParseBool: parsing ${quoted}: invalid syntax`,
  );
}
