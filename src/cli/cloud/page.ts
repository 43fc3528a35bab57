import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CapstanError } from '../../errors/index.ts';
import { installationFolder } from '../profile/installation.ts';
import type { Progress } from '../up/progress.ts';
import { digestOfSources, isMadeOf } from './page-sources.ts';

const run = promisify(execFile);

/**
 * The folder of the built pages (index.html, releases.html, assets/). A package brings them; in a checkout they are built when
 * their sources have changed, by a process of its own: what builds them is no part of the program.
 */
export async function pageFolder(progress: Progress, signal?: AbortSignal): Promise<string> {
  const root = installationFolder();
  const folder = join(root, 'dist/web');
  if (!existsSync(join(root, 'src/web/index.html')) || isMadeOf(folder, digestOfSources(root))) return folder;
  progress.begin('building the page');
  try {
    await run(process.execPath, [join(root, 'scripts/web.ts')], { cwd: root, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    const { stderr } = error as { stderr?: string };
    throw new CapstanError(
      'PAGE_NOT_BUILT',
      `the page cannot be built: ${stderr?.trim() || 'node scripts/web.ts failed'}`,
      {
        cause: error,
      },
    );
  } finally {
    progress.end();
  }
  return folder;
}
