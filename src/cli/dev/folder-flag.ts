import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type ClusterFolder, clusterFolder } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

export interface FolderFlag {
  readonly dir?: string;
}

export function addFolderFlag(command: Command): Command {
  return command.option('--dir <folder>', 'the folder of the cluster (default: ./dev-cluster/.sync or ./.sync)');
}

/** @throws CapstanError when something else has the folder's name */
export function folderOf({ dir }: FolderFlag, cwd = process.cwd()): ClusterFolder {
  const chosen = resolve(cwd, dir ?? (existsSync(join(cwd, 'dev-cluster')) ? 'dev-cluster/.sync' : '.sync'));
  if (existsSync(chosen) && !statSync(chosen).isDirectory()) {
    throw new CapstanError('USAGE', `--dir: ${chosen} is not a folder`, {
      hint: 'name a folder, or one that is not there yet',
    });
  }
  return clusterFolder(chosen);
}
