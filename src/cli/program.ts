import { Command, CommanderError } from 'commander';
import { CapstanError } from '../errors/index.ts';
import { readVersion } from '../version.ts';
import { asCommanderWords } from './go-flags.ts';

/** A command of the program. Only the one that is asked for is loaded, so that none pays for what another needs. */
interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** @param words those behind its name */
  load(program: ProgramName, words: readonly string[]): Promise<Command>;
}

/** What the program was called by: copctl has fewer commands; cloudmgr and om are one of them each. */
export type ProgramName = 'capstan' | 'copctl' | 'cloudmgr' | 'om';

export const commands: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'start a cluster for development if there is none, and the operator on it',
    load: async () => (await import('./up.ts')).upCommand(),
  },
  {
    name: 'dev',
    summary: 'start, suspend and remove a cluster for development that outlives the command',
    load: async () => (await import('./dev.ts')).devCommand(),
  },
  {
    name: 'testctl',
    summary: 'start and remove a cluster for tests, and run them on it',
    load: async () => (await import('./testctl.ts')).testctlCommand(),
  },
  {
    name: 'run',
    summary: 'run the operator: custom resources become releases of charts',
    load: async () => (await import('./run.ts')).runCommand(),
  },
  {
    name: 'init',
    summary: 'make the files of a new operator',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  {
    name: 'create',
    summary: 'add a kind to a project, or print the rights that one takes',
    load: async () => (await import('./create.ts')).createCommand(),
  },
  {
    name: 'template',
    summary: 'print what a chart would apply',
    load: async () => (await import('./template.ts')).templateCommand(),
  },
  {
    name: 'lint',
    summary: 'say what is wrong with a chart',
    load: async () => (await import('./lint.ts')).lintCommand(),
  },
  {
    name: 'show',
    aliases: ['inspect'],
    summary: 'print what a chart says about itself',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  {
    name: 'pull',
    aliases: ['fetch'],
    summary: 'fetch a chart from a repository or registry',
    load: async () => (await import('./pull.ts')).pullCommand(),
  },
  {
    name: 'package',
    summary: 'pack a chart directory into an archive',
    load: async () => (await import('./package.ts')).packageCommand(),
  },
  {
    name: 'dependency',
    aliases: ['dep', 'dependencies'],
    summary: 'list or fetch what a chart depends on',
    load: async () => (await import('./dependency.ts')).dependencyCommand(),
  },
  {
    name: 'profile',
    summary: 'write the manifests of a platform that comes with this program',
    load: async (program) => (await import('./profile.ts')).profileCommand(program),
  },
  {
    name: 'build',
    summary: "build a project's images, charts and programs from its build.yaml",
    load: async () => (await import('./build.ts')).buildCommand(),
  },
  {
    name: 'publish',
    summary: 'push the images that a build has made to a registry',
    load: async () => (await import('./publish.ts')).publishCommand(),
  },
  {
    name: 'install',
    summary: 'install Knitfab from a folder of settings',
    load: async () => (await import('./install.ts')).installCommand(),
  },
  {
    name: 'cloud',
    summary: 'offer services to users, and deploy them',
    load: async (_, words) => (await import('./cloud.ts')).cloudCommand(words),
  },
  {
    name: 'om',
    summary: 'use the services of a cloud manager',
    load: async () => (await import('./om.ts')).omCommand(),
  },
  {
    name: 'list',
    aliases: ['ls'],
    summary: 'list the releases on a cluster',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  {
    name: 'status',
    summary: 'say how a release is, and what is in its way',
    load: async () => (await import('./status.ts')).statusCommand(),
  },
  {
    name: 'tree',
    summary: 'draw a release: its owner, its objects, and what those own',
    load: async () => (await import('./tree.ts')).treeCommand(),
  },
  {
    name: 'ui',
    summary: 'serve a page with the releases of a cluster, live',
    load: async () => (await import('./ui.ts')).uiCommand(),
  },
  {
    name: 'get',
    summary: 'print what the record of a release holds',
    load: async () => (await import('./get.ts')).getCommand(),
  },
  {
    name: 'history',
    aliases: ['hist'],
    summary: 'list the revisions of a release',
    load: async () => (await import('./history.ts')).historyCommand(),
  },
  {
    name: 'diff',
    summary: 'show what the next reconcile of a release would change',
    load: async () => (await import('./diff.ts')).diffCommand(),
  },
  {
    name: 'rollback',
    summary: 'put a release back to an earlier revision',
    load: async () => (await import('./rollback.ts')).rollbackCommand(),
  },
  {
    name: 'uninstall',
    aliases: ['un', 'del', 'delete'],
    summary: 'remove a release, and the custom resource that owns it',
    load: async () => (await import('./uninstall.ts')).uninstallCommand(),
  },
  {
    name: 'completion',
    summary: 'print what teaches a shell to complete commands, flags and releases',
    load: async (program) => (await import('./completion.ts')).completionCommand(program),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of watches.yaml, for editors',
    load: async () => (await import('./schema.ts')).schemaCommand(),
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

/** Commands that take the place of helm's: their messages are helm's. */
export const helmCommands: ReadonlySet<string> = new Set([
  'template',
  'lint',
  'show',
  'inspect',
  'package',
  'pull',
  'fetch',
  'dependency',
  'dependencies',
  'dep',
]);

/** Commands whose flags are written as Go's may be. */
const goCommands: ReadonlySet<string> = new Set([...helmCommands, 'profile']);

const copctlCommands: ReadonlySet<string> = new Set(['profile', 'completion', 'version']);

const copctlExamples = `
Examples:
  copctl profile dump control-plane -a apps.example.com -i app:v3.9.27 -u me -p "$PASSWORD" -s istio
  copctl profile dump control-plane --help      all flags
  copctl profile dump network -d istio          Istio for it, where there is none

Exit codes: 0 done, 1 failed (a wrong command line included).`;

const examples = `
Examples:
  capstan up --namespace demo --sample          a cluster on this machine, the operator and a sample resource
  capstan run --watches-file ./watches.yaml     what a container does; takes helm-operator's flags
  capstan template my-release ./helm-charts/kre-chart --set nats_streaming.replicas=3
  capstan status my-release -n demo             how a release is, and what is in its way
  capstan run --help                            the flags of a command

Exit codes: 0 done, 1 failed (a wrong command line included), 2 only where --exit-code asks for an answer.`;

/** Runs the command that `words` (argv without node and script) name. @throws CapstanError */
export async function runProgram(words: readonly string[], name: ProgramName = 'capstan'): Promise<void> {
  if (words[0] === '__complete') return completeWords(words.slice(1), name);
  const program = await buildProgram(words, name);
  try {
    await program.parseAsync(readable(words, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw asUsageError(error, words, program);
  }
}

/** Asked by the scripts of `capstan completion`. */
async function completeWords(words: readonly string[], name: ProgramName): Promise<void> {
  const { complete } = await import('./completion/complete.ts');
  process.stdout.write(await complete(await buildProgram(words, name), words));
}

/** The program, with the command that `words` name; the others are there by name only, for the list in `--help`. */
export async function buildProgram(words: readonly string[], name: ProgramName = 'capstan'): Promise<Command> {
  const isCopctl = name === 'copctl';
  if (name === 'cloudmgr') {
    const { cloudCommand } = await import('./cloud.ts');
    return inheritAll(asProgram(await cloudCommand(words, name)));
  }
  if (name === 'om') {
    const { omCommand } = await import('./om.ts');
    return inheritAll(asProgram(omCommand()));
  }
  const program = asProgram(new Command(name))
    .description(
      isCopctl
        ? 'A cnvrg control plane as manifests, to be edited and applied without an operator.'
        : 'A Helm-chart-driven Kubernetes operator: custom resources become chart values, charts become objects.',
    )
    .addHelpText('after', isCopctl ? copctlExamples : examples);
  const asked = words.find((word) => !word.startsWith('-'));
  const behind = asked === undefined ? [] : words.slice(words.indexOf(asked) + 1);
  for (const entry of commands.filter((entry) => !isCopctl || copctlCommands.has(entry.name))) {
    const command = isNamed(entry, asked) ? await entry.load(name, behind) : new Command(entry.name);
    if (command.description() === '') command.description(entry.summary);
    program.addCommand(inherit(command.summary(entry.summary), program));
  }
  return program;
}

/** What all programs have in common. */
function asProgram(program: Command): Command {
  return program
    .version(readVersion().version, '--version', 'print the version')
    .helpCommand(false)
    .enablePositionalOptions() // --version is a flag of commands, too
    .combineFlagAndOptionalValue(false) // -kn demo is -k -n demo
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
}

function readable(words: readonly string[], program: Command): readonly string[] {
  const asked = commands.find((entry) =>
    isNamed(
      entry,
      words.find((word) => !word.startsWith('-')),
    ),
  );
  const command = program.commands.find((command) => command.name() === asked?.name);
  return asked && command && goCommands.has(asked.name) ? asCommanderWords(words, command) : words;
}

function isNamed({ name, aliases = [] }: CommandEntry, word: string | undefined): boolean {
  return word !== undefined && [name, ...aliases].includes(word);
}

function inheritAll(program: Command): Command {
  for (const child of program.commands) inherit(child as Command, program);
  return program;
}

/** addCommand, unlike command(), hands nothing down. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).allowExcessArguments(false);
  for (const child of command.commands) inherit(child as Command, command);
  return command;
}

function asUsageError(error: CommanderError, words: readonly string[], program: Command): CapstanError {
  const asked = commands.find((entry) => words.some((word) => isNamed(entry, word)));
  const help = `run ${commandPath(program, words)} --help`;
  if (error.code === 'commander.help') return new CapstanError('USAGE', 'no command is given', { hint: help });
  const [line = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const plain = line.replace(/^(unknown option '[^=]+)=.*'$/, "$1'"); // a value may be a secret
  const message = asked && helmCommands.has(asked.name) ? asHelm(plain) : plain;
  const hint = suggestion?.replace(/^\((.*)\)$/, '$1').replace(/^D/, 'd');
  return new CapstanError('USAGE', message, { hint: hint ?? help });
}

/** `capstan create api`, for any words behind it. */
function commandPath(command: Command, words: readonly string[]): string {
  const below = words.findIndex((word) => !word.startsWith('-'));
  const child = command.commands.find((one) => [one.name(), ...one.aliases()].includes(words[below] ?? ''));
  return child ? `${command.name()} ${commandPath(child as Command, words.slice(below + 1))}` : command.name();
}

function asHelm(message: string): string {
  const [, option] = /^unknown option '(.*)'$/.exec(message) ?? [];
  if (option === undefined) return message;
  return option.startsWith('--')
    ? `unknown flag: ${option}`
    : `unknown shorthand flag: '${option.charAt(1)}' in ${option}`;
}
