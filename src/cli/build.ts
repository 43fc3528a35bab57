import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import {
  build,
  builders,
  editorConfiguration,
  findProject,
  loadProject,
  planBuild,
  readRequest,
  survey,
} from '../build/index.ts';
import { readVersion } from '../version.ts';
import { releaseInstructions } from './build/instructions.ts';
import { printPlan, printResult } from './build/print.ts';
import { imageCache, nodeVersionOf, registryAccess } from './build/surroundings.ts';
import { ownProgram } from './own-program.ts';
import { shellWord } from './shell-word.ts';
import { stopOnSignals } from './stop-signal.ts';
import { hasProgress } from './terminal.ts';
import { Progress } from './up/progress.ts';

interface BuildFlags {
  readonly release: boolean;
  readonly test: boolean;
  readonly debug: boolean;
  readonly ide?: string;
  readonly component?: readonly string[];
  readonly builder: string;
  readonly project?: string;
  readonly out?: string;
  readonly dryRun: boolean;
  readonly output: 'text' | 'json';
}

const notes = `
What is built stands in build.yaml (docs/guide/build.md). Without a target, all of it is; images go to
bin/images/MODE/layout, programs to bin/clis, charts to charts/MODE, and bin/images/publish.sh pushes the images.

Images are called COMPONENT:VERSION-HASH-(ARCH|local|test)[-debug], with -diff-TIMESTAMP at the end where the working
copy differs from its commit. A release is not built from such a copy.

Environment:
  CHART_VERSION    version of charts and images, instead of the first line of VERSION
  APP_VERSION      instead of VERSION-HASH
  RELEASE_BUILD    not empty: the hash is left out
  ARCH, OS         "arm64 amd64", "linux windows darwin"; otherwise all for a release, else this machine's
  IMAGE_REGISTRY   where a release goes; otherwise what build.yaml says, else ghcr.io
  REPOSITORY       path of the images there; git://REMOTE is that of a git remote's address
  BRANCH           where the charts of a release are published (main)

Examples:
  capstan build                                all, for this machine
  capstan build image chart                    only these
  capstan build image --component operator     one image
  capstan build --debug                        programs wait for a debugger
  capstan build --release --dry-run            what a release would make
  REPOSITORY=git://origin capstan build --release
  capstan build --ide vscode > .vscode/launch.json

Exit codes: 0 done, 1 refused or failed: then nothing was written over.`;

/** `capstan build`: a project's images, programs, charts and tools. */
export function buildCommand(): Command {
  return new Command('build')
    .usage('[image|cli|chart|admin-tools ...] [options]')
    .argument('[target...]', 'image, cli, chart, admin-tools; all that the project has when left out')
    .option('--release', 'for everybody: all architectures, from a clean working copy', false)
    .option('--test', 'for automated tests', false)
    .option('--debug', 'programs that a debugger can attach to', false)
    .option('--ide <editor>', 'print how an editor attaches to a debug build, and end: vscode')
    .option('--component <name...>', 'only the images of these components')
    .addOption(new Option('--builder <builder>', 'what puts images together').choices(builders).default('capstan'))
    .option('--project <folder>', 'where build.yaml lies; otherwise the nearest folder upward')
    .option('--out <folder>', 'where bin/ and charts/ go; otherwise into the project')
    .option('--dry-run', 'say what would be built, and build nothing', false)
    .addOption(new Option('-o, --output <format>', 'how to say it').choices(['text', 'json']).default('text'))
    .addHelpText('after', notes)
    .action(runBuild);
}

async function runBuild(targets: readonly string[], flags: BuildFlags): Promise<void> {
  if (flags.ide !== undefined) {
    process.stdout.write(`${JSON.stringify(editorConfiguration(flags.ide), undefined, 2)}\n`);
    return;
  }
  const env = process.env;
  const { release, test, debug, builder, component: components = [] } = flags;
  const request = readRequest({ release, test, debug, builder, targets, components }, env);
  const folder = flags.project === undefined ? findProject(process.cwd()) : resolve(flags.project);
  const project = await loadProject(folder);
  const signal = stopOnSignals((name) => process.stderr.write(`${name}: stopping …\n`));
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, env) });
  try {
    const surroundings = await survey(folder, project, request, env, new Date(), signal);
    const plan = planBuild(request, project, surroundings);
    if (flags.dryRun) {
      process.stdout.write(flags.output === 'json' ? asJson(plan) : printPlan(plan));
      return;
    }
    const output = flags.out === undefined ? folder : resolve(flags.out);
    const options = {
      folder,
      output,
      project,
      surroundings,
      cache: imageCache(env),
      env,
      registry: registryAccess({}, env),
      nodeVersion: nodeVersionOf(folder),
      version: readVersion().version,
      program: ownProgram().map(shellWord).join(' '),
      onProgress: (what: string) => progress.begin(what),
      onWarning: (what: string) => progress.print(what),
    };
    const result = await build(plan, options, signal);
    progress.end();
    process.stdout.write(flags.output === 'json' ? asJson({ ...plan, result }) : printResult(plan, result));
    if (plan.mode === 'release') process.stderr.write(`\n${releaseInstructions(plan, folder, output)}`);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 1;
  } finally {
    progress.end();
  }
}

function asJson(data: object): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
