import { paths, readPlace, replaceFile, uninstallerText } from '../../installer/index.ts';
import { ownProgram } from '../own-program.ts';
import { shellWord } from '../shell-word.ts';
import type { InstallFlags } from './flags.ts';

/** `capstan install --uninstaller`: the script alone. */
export async function writeUninstaller({ settings }: Pick<InstallFlags, 'settings'>): Promise<void> {
  await readPlace(settings); // no other folder gets one
  await replaceUninstaller(settings);
  process.stdout.write(`${settings}/${paths.uninstaller} is written\n`);
}

export function replaceUninstaller(settings: string): Promise<void> {
  return replaceFile(settings, paths.uninstaller, uninstallerText(ownProgram().map(shellWord).join(' ')));
}
