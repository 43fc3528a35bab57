import { Command } from 'commander';
import { isAbort } from '../errors/index.ts';
import { brokenOff } from './install/broken-off.ts';
import { type InstallFlags, type Mode, modeOf } from './install/flags.ts';
import { stopOnSignals } from './stop-signal.ts';

const help = `
--prepare writes the settings folder: what every chart can be told, certificates for the cluster's nodes, access to the
cluster. Look through it, edit values/*.yaml, then --install it. Running --install again goes on where one was broken off,
and brings about what was edited since. What --prepare is told about versions and places is remembered in release.yaml of
the folder; flags and variables of an --install win, and are remembered instead.

Charts, in this order, each ready before the next: knit-storage-nfs, knit-certs, knit-db-postgres, knit-image-registry,
knit-schema-upgrader, knit-app. --install also writes, into the folder, handouts/ for those who are going to work with it,
and uninstaller.sh, which takes the application away again, or with --hard everything.

Environment:
  CHART_VERSION           the version of the charts, unless --chart-version says it
  REPOSITORY              OWNER/NAME: whose charts and images (default: opst/knitfab)
  BRANCH                  where in it the charts are looked for (default: main)
  CHART_REPOSITORY_ROOT   the chart repository, http(s):// or file://, whatever REPOSITORY and BRANCH are
  IMAGE_REPOSITORY_HOST   the registry of the images (default: ghcr.io)
  PULL_SECRET             the Secret of the namespace that images are pulled with
  KUBECONFIG              the cluster, unless --kubeconfig says it

Examples:
  capstan install --prepare --chart-version v0.1.0         then edit ./knitfab-install-settings/values
  capstan install --install
  CHART_REPOSITORY_ROOT=file://$PWD/charts/local CHART_VERSION=v0.1.0 capstan install --prepare -s ./try -n try
  capstan install --prepare --tls-ca-cert ca.crt --tls-ca-key ca.key     certificates of an authority you have
  ./knitfab-install-settings/uninstaller.sh --hard

Exit codes: 0 done, 1 failed (a wrong command line included).`;

/** `capstan install`: many charts on a cluster, from a folder of settings. */
export function installCommand(): Command {
  const command = new Command('install')
    .usage('--prepare | --install | --uninstaller [options]')
    .option('--prepare', 'write a settings folder', false)
    .option('--install', 'install, or upgrade, what a settings folder says', false)
    .option('--uninstaller', 'write uninstaller.sh into the settings folder; --install does it, too', false)
    .option('--remove', 'what uninstaller.sh runs: take the application off the cluster', false)
    .option('--hard', 'with --remove: everything, the data included; asks before it begins', false)
    .option('-y, --yes', 'with --remove --hard: do not ask', false)
    .option('-s, --settings <folder>', 'the settings folder', './knitfab-install-settings')
    .option('--chart-version <version>', 'the version of the charts')
    .option('--tls-ca-cert <file>', "your authority's certificate (PEM)")
    .option('--tls-ca-key <file>', 'its key: it signs the certificate of the servers')
    .option('--tls-cert <file>', 'your own certificate of the servers')
    .option('--tls-key <file>', 'its key')
    .option('--no-tls', 'plain HTTP, no certificates')
    .option('--kubeconfig <file>', 'the cluster (default of --prepare: KUBECONFIG, else ~/.kube/config)')
    .option('-n, --namespace <namespace>', 'where it goes; remembered in the settings (default: "knitfab")')
    .option('--timeout <duration>', 'how long each chart may take to get ready', '10m')
    .option('--verbose', 'say what is done and why', false)
    .addHelpText('after', help);
  return command.action((flags: InstallFlags) => run(flags, command));
}

async function run(flags: InstallFlags, command: Command): Promise<void> {
  if (!(flags.prepare || flags.install || flags.uninstaller || flags.remove)) {
    process.stderr.write(`${command.helpInformation()}\n`);
  }
  const mode = modeOf(flags);
  const signal = stopOnSignals(() => {});
  try {
    await carryOut(mode, flags, signal);
  } catch (error) {
    throw isAbort(error) && signal.aborted ? brokenOff(mode, error) : error;
  }
}

async function carryOut(mode: Mode, flags: InstallFlags, signal: AbortSignal): Promise<void> {
  switch (mode) {
    case 'prepare':
      return (await import('./install/prepare.ts')).prepare(flags, signal);
    case 'install':
      return (await import('./install/run-install.ts')).runInstall(flags, signal);
    case 'uninstaller':
      return (await import('./install/uninstaller.ts')).writeUninstaller(flags);
    case 'remove':
      return (await import('./install/remove.ts')).remove(flags, signal);
  }
}
