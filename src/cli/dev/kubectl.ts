import { Command } from 'commander';
import { type ClusterFolder, look } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { provideKubectl } from './programs.ts';
import { runProgramOf } from './run-program.ts';

const help = `
kubectl is the one on PATH, or the one that belongs to the control plane. Its exit code is passed on.

Examples:
  capstan dev kubectl get nodes
  capstan dev kubectl -- --namespace kube-system get services`;

export function kubectlCommand(): Command {
  return addFolderFlag(new Command('kubectl'))
    .description('run kubectl on the cluster')
    .argument('[words...]', "kubectl's own words")
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', help)
    .action(async (words: readonly string[], flags: FolderFlag) => {
      const folder = folderOf(flags);
      checkRunning(folder);
      const env = { ...process.env, KUBECONFIG: folder.kubeconfig };
      process.exitCode = await runProgramOf(await provideKubectl(process.env), words, { env });
    });
}

/** @throws CapstanError CLUSTER_NOT_RUNNING */
export function checkRunning(folder: ClusterFolder): void {
  const { standing } = look(folder);
  if (standing === 'running') return;
  throw new CapstanError(
    'CLUSTER_NOT_RUNNING',
    `the development cluster of ${folder.dir} does not run: it is ${standing}`,
  );
}
