import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { findProject } from '../../build/index.ts';
import { type ClusterFolder, type ClusterSettings, gatewayOf, nodesOf, readSettings } from '../../devcluster/index.ts';
import { CapstanError, fileErrorText, isAbort } from '../../errors/index.ts';
import type { Source } from '../../installer/index.ts';
import { brokenOff } from '../install/broken-off.ts';
import { shellWord } from '../shell-word.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { checkRunning } from './kubectl.ts';
import { prepareKnit } from './prepare-knit.ts';
import { runOwn } from './run-program.ts';
import { absent } from './up.ts';

const help = `
--prepare builds the charts of the project and writes the settings folder, once; look through it and edit values/*.yaml. Then,
without it: the images and charts are built as they are now, the images pushed to the cluster's registry, and the charts
installed or upgraded. Namespace: knit-dev.

The cluster has no NFS server. --prepare has the storage classes name whoever makes the volumes of the cluster instead, and
nfs.external, so that no server of Knitfab's own is started.

Examples:
  capstan dev install-knit --prepare
  capstan dev install-knit
  capstan dev install-knit --debug          programs wait for a debugger at 30990 and 30991`;

interface InstallKnitFlags extends FolderFlag {
  readonly prepare?: boolean;
  readonly debug?: boolean;
  readonly settings?: string;
  readonly namespace: string;
  readonly project?: string;
}

export function installKnitCommand(): Command {
  return addFolderFlag(new Command('install-knit'))
    .description('build the project, and install it into the cluster')
    .option('--prepare', 'write the settings folder')
    .option('--debug', 'build programs that a debugger can attach to')
    .option(
      '-s, --settings <folder>',
      'the settings folder (default: knitfab-install-settings in ./dev-cluster, or here)',
    )
    .option('-n, --namespace <namespace>', 'where to install to', 'knit-dev')
    .option('--project <folder>', 'where build.yaml lies; otherwise the nearest folder upward')
    .addHelpText('after', help)
    .action((flags: InstallKnitFlags) => installKnit(flags));
}

async function installKnit(flags: InstallKnitFlags): Promise<void> {
  const folder = folderOf(flags);
  const cluster = readSettings(folder);
  if (cluster === undefined) throw absent(folder);
  checkRunning(folder);
  const project = flags.project === undefined ? findProject(process.cwd()) : resolve(flags.project);
  const settings = resolve(flags.settings ?? defaultSettings(folder));
  const plan = {
    folder,
    cluster,
    project,
    settings,
    namespace: flags.namespace,
    debug: flags.debug ? ['--debug'] : [],
  };
  const signal = stopOnSignals(() => {});
  try {
    await (flags.prepare ? prepare(plan, signal) : install(plan, signal));
  } catch (error) {
    throw isAbort(error) && signal.aborted ? brokenOff(flags.prepare ? 'prepare' : 'install', error) : error;
  }
}

interface Plan {
  readonly folder: ClusterFolder;
  readonly cluster: ClusterSettings;
  readonly project: string;
  readonly settings: string;
  readonly namespace: string;
  readonly debug: readonly string[];
}

async function prepare(
  { folder, cluster, project, settings, namespace, debug }: Plan,
  signal: AbortSignal,
): Promise<void> {
  const source = knitSource(project, cluster);
  const env = withSource(process.env, source);
  await runOwn(['build', 'chart', ...debug, '--project', project], { env }, signal);
  const gateway = gatewayOf(nodesOf(cluster.count)).address;
  await prepareKnit({ settings, namespace, kubeconfig: folder.kubeconfig, gateway, source }, signal);
  const words = ['capstan', 'dev', 'install-knit', ...process.argv.slice(process.argv.indexOf('install-knit') + 1)];
  const next = words.filter((word) => word !== '--prepare').map(shellWord);
  process.stdout.write(`settings are in ${settings}; edit values/*.yaml as you like, and then\n  ${next.join(' ')}\n`);
}

async function install(
  { folder, cluster, project, settings, namespace, debug }: Plan,
  signal: AbortSignal,
): Promise<void> {
  if (!existsSync(settings)) {
    throw new CapstanError('USAGE', `there is no settings folder ${settings}`, {
      hint: 'write it once with `capstan dev install-knit --prepare`',
    });
  }
  const source = knitSource(project, cluster);
  const env = withSource(process.env, source);
  await runOwn(['build', 'image', 'chart', ...debug, '--project', project], { env }, signal);
  const target = ['--registry', source.imageRepositoryHost, '--repository', source.repository];
  await runOwn(['publish', '--mode', 'local', '--project', project, ...target], { env }, signal);
  const where = ['--settings', settings, '--namespace', namespace, '--kubeconfig', folder.kubeconfig];
  await runOwn(['install', '--install', ...where], { env }, signal);
}

/** What is built here, of the version that it has now; where to, the cluster says. */
export function knitSource(project: string, cluster: ClusterSettings): Source {
  return {
    chartVersion: chartVersion(project),
    chartRepositoryRoot: pathToFileURL(join(project, 'charts', 'local')).href,
    repository: 'local',
    branch: 'main',
    imageRepositoryHost: registryHost(cluster),
    pullSecret: '',
    tls: true,
  };
}

/** Variables of other installs, which the shell may have, count for nothing here. */
export function withSource(env: NodeJS.ProcessEnv, source: Source): NodeJS.ProcessEnv {
  return {
    ...env,
    CHART_VERSION: source.chartVersion,
    CHART_REPOSITORY_ROOT: source.chartRepositoryRoot,
    IMAGE_REPOSITORY_HOST: source.imageRepositoryHost,
    REPOSITORY: source.repository,
    BRANCH: '', // says nothing, as does
    PULL_SECRET: '',
  };
}

function defaultSettings({ dir }: ClusterFolder): string {
  const name = 'knitfab-install-settings';
  return dirname(dir).endsWith('/dev-cluster') ? join(dirname(dir), name) : name;
}

/** The name by which this machine pushes to the registry, and nodes pull from it. @throws CapstanError */
function registryHost({ nodes, count, registryPort }: ClusterSettings): string {
  if (registryPort === 0) {
    throw new CapstanError('USAGE', 'the cluster has no registry to push images to', {
      hint: '`capstan dev destroy` it, and start it without --no-registry',
    });
  }
  return `${nodes === 'real' ? gatewayOf(nodesOf(count)).address : '127.0.0.1'}:${registryPort}`;
}

/** As `capstan build` takes it. @throws CapstanError FILE_UNREADABLE */
function chartVersion(project: string): string {
  const given = process.env['CHART_VERSION'];
  if (given) return given;
  const file = join(project, 'VERSION');
  try {
    const [line = ''] = readFileSync(file, 'utf8').split(/\r?\n/);
    return line.trim();
  } catch (cause) {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(cause, file), {
      place: { file },
      cause,
      hint: 'write the version of the charts there, or say it with CHART_VERSION',
    });
  }
}
