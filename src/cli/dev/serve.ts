import { Command } from 'commander';
import { serveCluster } from '../../devcluster/index.ts';
import { userHome } from '../../user-home.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { provideCluster, stagesFile } from './programs.ts';
import { registryCertificates } from './registry-certificates.ts';
import { addSettingsFlags, type SettingsFlags, settingsOf } from './settings-flags.ts';

/** `capstan dev serve`: the supervisor that `capstan dev up` starts. It says what it does in the cluster's folder. */
export function serveCommand(): Command {
  return addSettingsFlags(addFolderFlag(new Command('serve')))
    .description('run a cluster until SIGTERM; `capstan dev up` starts it')
    .action((flags: FolderFlag & SettingsFlags) => serve(flags));
}

async function serve(flags: FolderFlag & SettingsFlags): Promise<void> {
  const folder = folderOf(flags);
  const settings = settingsOf(flags, undefined);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  await serveCluster(
    {
      folder,
      settings,
      binaries: (onProgress, signal) => provideCluster(settings, process.env, onProgress, signal),
      stages: stagesFile(),
      certificates: () => registryCertificates(folder.certificates, new Date()),
      home: userHome(process.env),
    },
    stop.signal,
  );
}
