import { Command } from 'commander';
import {
  type ClusterFolder,
  type ClusterSettings,
  canListen,
  launch,
  look,
  nodesOf,
  portTaken,
  readSettings,
  realNodes,
  untilReady,
} from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { ownProgram } from '../own-program.ts';
import { shellWord } from '../shell-word.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { provideCluster } from './programs.ts';
import {
  addSettingsFlags,
  checkRegistryPort,
  type SettingsFlags,
  settingsOf,
  settingsWords,
} from './settings-flags.ts';

const upHelp = `
The cluster goes on when the command has ended. A cluster that runs already is left alone; one that is suspended, broken or
was stopped with the machine starts again with its data. The last line is for the shell: export KUBECONFIG=PATH.

simulated  etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok as processes: pods get a status, no
           container runs
real       nodes with containerd, kubelet and kube-proxy as network namespaces behind a bridge, 10.10.0.1/24; needs root

Nodes: knit-master 10.10.0.2, knit-gateway 10.10.0.3, knit-node-1 10.10.0.4 …
The first time its programs are built with Go (about ten minutes).

Examples:
  capstan dev up
  capstan dev up --nodes real --count 1
  eval "$(capstan dev up)"`;

type UpFlags = FolderFlag & SettingsFlags & { readonly registry?: boolean };

export function upCommand(): Command {
  return addSettingsFlags(addFolderFlag(new Command('up')))
    .description('start the cluster, and print the line that points kubectl to it')
    .addHelpText('after', upHelp)
    .action((flags: UpFlags) => up(folderOf(flags), flags));
}

export function resumeCommand(): Command {
  return addFolderFlag(new Command('resume'))
    .description('start a suspended cluster again, as it was')
    .addHelpText('after', '\nExamples:\n  capstan dev resume')
    .action(async (flags: FolderFlag) => {
      const folder = folderOf(flags);
      if (readSettings(folder) === undefined) throw absent(folder);
      await up(folder, {});
    });
}

export function absent({ dir }: ClusterFolder): CapstanError {
  return new CapstanError('CLUSTER_NOT_RUNNING', `there is no development cluster in ${dir}`);
}

async function up(folder: ClusterFolder, flags: UpFlags): Promise<void> {
  const known = readSettings(folder);
  const settings = settingsOf(flags, known);
  if (known === undefined) checkRegistryPort(settings);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals(() => progress.print('stopping what was started; Ctrl-C again leaves it as it is'));
  try {
    await startCluster(folder, settings, progress, signal);
  } finally {
    progress.end();
  }
  process.stdout.write(`export KUBECONFIG=${shellWord(folder.kubeconfig)}\n`);
}

/** Returns when the cluster runs, whoever started it. An abort stops what this call started. @throws CapstanError */
export async function startCluster(
  folder: ClusterFolder,
  settings: ClusterSettings,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const onProgress = (step: string) => progress.begin(step);
  const { standing, pid } = look(folder);
  if (standing === 'running') return progress.end(`the cluster runs already, as process ${pid}`);
  if (standing === 'stopping') throw stopping(folder, pid);
  try {
    if (standing === 'starting') return await untilReady(folder, onProgress, signal);
    await prepare(settings, onProgress, signal);
    await launch(folder, { command: supervisorOf(folder, settings), env: process.env, onProgress }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw stopped(folder);
  }
  progress.end(
    `the cluster runs: ${nodesOf(settings.count)
      .map(({ name }) => name)
      .join(', ')} (${settings.nodes})`,
  );
}

function stopped(folder: ClusterFolder): CapstanError {
  const { pid } = look(folder);
  const hint =
    pid === undefined
      ? 'what was started is stopped'
      : `another command has started the cluster (process ${pid}), which goes on; \`capstan dev suspend\` stops it`;
  return new CapstanError('USAGE', 'stopped by Ctrl-C', { hint });
}

/** What can be known before anything is started: what is missing, and whose port it is. */
async function prepare(
  settings: ClusterSettings,
  onProgress: (step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (settings.nodes === 'real') await checkMachine();
  const { registryPort } = settings;
  if (settings.nodes === 'simulated' && registryPort > 0 && !(await canListen(registryPort))) {
    throw portTaken(registryPort, '127.0.0.1', 'stop it, or choose another port with --registry-port');
  }
  await provideCluster(settings, process.env, onProgress, signal);
}

async function checkMachine(): Promise<void> {
  const { checkRealNodes } = await realNodes();
  const missing = await checkRealNodes();
  if (missing.length > 0) {
    throw new CapstanError('NODES_UNSUPPORTED', `this machine cannot run real nodes:\n  ${missing.join('\n  ')}`);
  }
}

function supervisorOf({ dir }: ClusterFolder, settings: ClusterSettings): [string, ...string[]] {
  return [...ownProgram(), 'dev', 'serve', `--dir=${dir}`, ...settingsWords(settings)];
}

function stopping({ dir }: ClusterFolder, pid: number | undefined): CapstanError {
  return new CapstanError('CLUSTER_NOT_RUNNING', `the cluster of ${dir} is just being stopped (process ${pid})`, {
    hint: 'wait until it is, then try again',
  });
}
