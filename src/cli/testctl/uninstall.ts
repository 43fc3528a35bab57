import { rmSync } from 'node:fs';
import { destroyCluster } from '../../devcluster/index.ts';
import { userHome } from '../../user-home.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import type { TestEnvironment } from './environment.ts';

/** `capstan testctl uninstall`: nothing of the environment is left; a second time it is none. */
export async function uninstall({ folder, file }: TestEnvironment): Promise<void> {
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  progress.begin('removing the cluster for tests');
  try {
    await destroyCluster(folder, userHome(process.env), new AbortController().signal);
    rmSync(folder.dir, { recursive: true, force: true });
    rmSync(file, { force: true });
    progress.end('the test environment is gone');
  } finally {
    progress.end();
  }
}
