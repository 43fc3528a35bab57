import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { destroyCluster } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { userHome } from '../../user-home.ts';
import { hasProgress, isTerminal } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';

const help = `
Its processes end, and its folder is emptied: objects, volumes, images and credentials go. What stays are the certificates of
its registry (docker-certs), so that whoever trusts them need not do so again. It works on half-made folders, too.

Examples:
  capstan dev destroy        asks first
  capstan dev destroy -f     does not`;

type DestroyFlags = FolderFlag & { readonly force?: boolean };

export function destroyCommand(): Command {
  return addFolderFlag(new Command('destroy'))
    .description('stop the cluster and remove it')
    .option('-f, --force', 'do not ask')
    .addHelpText('after', help)
    .action((flags: DestroyFlags) => destroy(flags));
}

async function destroy(flags: DestroyFlags): Promise<void> {
  const folder = folderOf(flags);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  if (!existsSync(folder.dir)) return progress.end(`there is no development cluster in ${folder.dir}`);
  if (!flags.force && !(await isConfirmed(folder.dir))) return progress.end('nothing is done');
  progress.begin('removing the cluster');
  try {
    await destroyCluster(folder, userHome(process.env), new AbortController().signal);
    progress.end('the cluster is gone');
  } finally {
    progress.end();
  }
}

async function isConfirmed(dir: string): Promise<boolean> {
  if (!isTerminal(process.stdin)) {
    throw new CapstanError('USAGE', 'destroy removes the cluster and its data', {
      hint: 'say -f where nobody can be asked',
    });
  }
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test(await questions.question(`Remove the cluster of ${dir} and all its data? [y/N] `));
  } finally {
    questions.close();
  }
}
