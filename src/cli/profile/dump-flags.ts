import { type Command, Option } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { addValuesFlags, type ValuesFlags } from '../values-flags.ts';

/** What every dump can be told. */
export interface DumpFlags extends ValuesFlags, FolderFlags {
  readonly namespace: string;
  readonly output: 'text' | 'json';
}

interface FolderFlags {
  readonly templatesDumpDir: string;
  readonly preserveTemplatesDir: boolean;
}

/** `--wildcard-domain` may be given as CNVRGCTL_WILDCARD_DOMAIN, too. */
export function flag(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.env(`CNVRGCTL_${option.name().toUpperCase().replaceAll('-', '_')}`);
}

/** Given alone, or as Go's flags of booleans with a value. */
export function booleanFlag(flags: string, description: string): Option {
  const option = flag(`${flags} [boolean]`, description).default(false);
  const words: Readonly<Record<string, boolean>> = {
    true: true,
    '1': true,
    t: true,
    false: false,
    '0': false,
    f: false,
  };
  return option.argParser((text: string | undefined) => {
    if (text === undefined) return true; // one of a group: -kn demo
    const value = words[text.toLowerCase()];
    if (value !== undefined) return value;
    throw new CapstanError('USAGE', `--${option.name()}: ${JSON.stringify(text)} is neither true nor false`);
  });
}

/** Those that belong to `dump`, and stand behind the profile's name as well. */
export function addFolderFlags(command: Command): Command {
  return command
    .addOption(
      flag(
        '-d, --templates-dump-dir <dir>',
        'the folder for the manifests; what an earlier dump left in it goes',
      ).default('cnvrg-manifests'),
    )
    .addOption(
      booleanFlag('-k, --preserve-templates-dir', 'manifests in folders, by what they belong to, instead of flat'),
    );
}

export function addDumpFlags(command: Command): Command {
  addFolderFlags(
    command.addOption(flag('-n, --namespace <namespace>', 'the namespace of the objects').default('cnvrg')),
  );
  return addValuesFlags(command).addOption(
    new Option('-o, --output <format>', 'how to say what was written; never what Secrets hold')
      .choices(['text', 'json'])
      .default('text'),
  );
}

/** The flags behind the profile's name, and before it. */
export function readDumpFlags<Flags extends DumpFlags>(command: Command): Flags {
  const flags = command.opts<Flags>();
  const { templatesDumpDir, preserveTemplatesDir } = command.parent?.opts<FolderFlags>() ?? flags;
  const isBefore = (name: keyof FolderFlags) =>
    command.getOptionValueSource(name) !== 'cli' && command.parent?.getOptionValueSource(name) === 'cli';
  const read = {
    ...flags,
    ...(isBefore('templatesDumpDir') && { templatesDumpDir }),
    ...(isBefore('preserveTemplatesDir') && { preserveTemplatesDir }),
  };
  checkNamespace(read.namespace);
  if (read.templatesDumpDir === '') throw new CapstanError('USAGE', '--templates-dump-dir is empty');
  return read;
}

function checkNamespace(name: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return;
  throw new CapstanError('USAGE', `--namespace: ${JSON.stringify(name)} is no name of a namespace`, {
    hint: 'write lower-case letters, digits and dashes, 63 at most: cnvrg',
  });
}
