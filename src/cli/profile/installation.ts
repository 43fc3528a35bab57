import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';

/**
 * The folder that holds watches.yaml and helm-charts/ of this program: the checkout, or the installed package, whose dist/
 * the program lies in.
 * @throws CapstanError CHART_NOT_FOUND
 */
export function installationFolder(start: string = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'watches.yaml')) && existsSync(join(folder, 'helm-charts'))) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new CapstanError(
    'CHART_NOT_FOUND',
    `the charts of this program are not there: no folder above ${start} has them`,
    {
      hint: 'install the whole package: watches.yaml and helm-charts/ belong beside dist/',
    },
  );
}
