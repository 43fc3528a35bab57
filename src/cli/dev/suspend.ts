import { Command } from 'commander';
import { look, suspendCluster } from '../../devcluster/index.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { absent } from './up.ts';

const help = `
All of its processes end; ports, credentials, objects and images stay, and \`capstan dev up\` starts the same cluster again.
Of a cluster that was killed it ends what is left.

Examples:
  capstan dev suspend`;

export function suspendCommand(): Command {
  return addFolderFlag(new Command('suspend'))
    .description('stop the cluster and keep it')
    .addHelpText('after', help)
    .action((flags: FolderFlag) => suspend(flags));
}

async function suspend(flags: FolderFlag): Promise<void> {
  const folder = folderOf(flags);
  if (look(folder).standing === 'absent') throw absent(folder);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  progress.begin('stopping the cluster');
  try {
    const wasRunning = await suspendCluster(folder, new AbortController().signal);
    progress.end(wasRunning ? 'the cluster is suspended' : 'the cluster does not run');
  } finally {
    progress.end();
  }
}
