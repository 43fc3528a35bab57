import { Command, CommanderError } from 'commander';
import { CapstanError } from '../errors/index.ts';
import { readVersion } from '../version.ts';

/** A command of the program. Only the one that is asked for is loaded, so that none pays for what another needs. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'start a cluster for development if there is none, and the operator on it',
    load: async () => (await import('./up.ts')).upCommand(),
  },
  {
    name: 'run',
    summary: 'run the operator: custom resources become releases of charts',
    load: async () => (await import('./run.ts')).runCommand(),
  },
  {
    name: 'template',
    summary: 'print what a chart would apply',
    load: async () => (await import('./template.ts')).templateCommand(),
  },
  {
    name: 'explain',
    summary: 'say what an error code means',
    load: async () => (await import('./explain.ts')).explainCommand(),
  },
  {
    name: 'version',
    summary: 'print the version',
    load: async () => (await import('./version.ts')).versionCommand(),
  },
];

const examples = `
Examples:
  capstan up --namespace demo --sample          a cluster on this machine, the operator and a sample resource
  capstan run --watches-file ./watches.yaml     what a container does; takes helm-operator's flags
  capstan template my-release ./helm-charts/kre-chart --set nats_streaming.replicas=3
  capstan run --help                            the flags of a command

Exit codes: 0 done, 1 failed (a wrong command line included).`;

/** Runs the command that `words` (argv without node and script) name. @throws CapstanError */
export async function runProgram(words: readonly string[]): Promise<void> {
  const program = await buildProgram(words);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw asUsageError(error, words);
  }
}

/** The program, with the command that `words` name; the others are there by name only, for the list in `--help`. */
export async function buildProgram(words: readonly string[]): Promise<Command> {
  const program = new Command('capstan')
    .description(
      'A Helm-chart-driven Kubernetes operator: custom resources become chart values, charts become objects.',
    )
    .version(readVersion().version, '--version', 'print the version')
    .addHelpText('after', examples)
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  const asked = words.find((word) => !word.startsWith('-'));
  for (const entry of commands) {
    const command = entry.name === asked ? await entry.load() : new Command(entry.name);
    if (command.description() === '') command.description(entry.summary);
    program.addCommand(inherit(command.summary(entry.summary), program));
  }
  return program;
}

/** addCommand, unlike command(), hands nothing down. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).allowExcessArguments(false);
  for (const child of command.commands) inherit(child as Command, command);
  return command;
}

function asUsageError(error: CommanderError, words: readonly string[]): CapstanError {
  const asked = commands.find(({ name }) => words.includes(name));
  const help = `run capstan ${asked ? `${asked.name} ` : ''}--help`;
  if (error.code === 'commander.help') return new CapstanError('USAGE', 'no command is given', { hint: help });
  const [line = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const message = line.replace(/^(unknown option '[^=]+)=.*'$/, "$1'"); // a value may be a secret
  const hint = suggestion?.replace(/^\((.*)\)$/, '$1').replace(/^D/, 'd');
  return new CapstanError('USAGE', message, { hint: hint ?? help });
}
