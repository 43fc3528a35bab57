import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { CapstanError, fileErrorText } from '../errors/index.ts';
import { packageChart, updateDependencies } from '../repository/index.ts';
import { type AccessFlags, addAccessFlags } from './access-flags.ts';
import { addHelmFlags, type HelmFlags, readHelmSettings } from './helm-settings.ts';

interface PackageFlags extends AccessFlags, HelmFlags {
  readonly version?: string;
  readonly appVersion?: string;
  readonly destination: string;
  readonly dependencyUpdate: boolean;
  readonly forHelm: boolean;
  readonly sign: boolean;
}

const examples = `
Examples:
  capstan package ./my-chart --version 1.2.3 --app-version "$(git describe)" -d dist
  capstan package -u ./my-chart                fetches its dependencies first
  capstan package --for-helm ./my-chart        an Eta chart as one that helm reads, too`;

/** `capstan package`: a chart's folder as an archive. */
export function packageCommand(): Command {
  const command = new Command('package')
    .usage('[options] <folder...>')
    .argument('<folder...>', 'chart directories')
    .option('--version <version>', "instead of the chart's own")
    .option('--app-version <version>', "instead of the chart's own")
    .option('-d, --destination <dir>', 'where the archive goes', '.')
    .option('-u, --dependency-update', 'fetch what Chart.yaml asks for into charts/ first', false)
    .option('--for-helm', 'make Go templates of Eta templates, so that helm reads the chart', false)
    .option('--sign', 'refused: archives are signed by helm package --sign', false)
    .addHelpText('after', examples)
    .action(async (folders: readonly string[], flags: PackageFlags) => {
      if (flags.sign) throw signingRefused();
      for (const folder of folders) await packageFolder(folder, flags);
    });
  return addHelmFlags(addAccessFlags(command));
}

async function packageFolder(folder: string, flags: PackageFlags): Promise<void> {
  const path = resolve(folder);
  await stat(folder).catch((error: unknown) => {
    throw new CapstanError('CHART_INVALID', fileErrorText(error, folder), { place: { file: folder }, cause: error });
  });
  const now = new Date();
  if (flags.dependencyUpdate) await updateDependencies(path, { ...flags, now, out: () => {} }, readHelmSettings(flags));
  const { version, appVersion } = flags;
  const destination = flags.destination === '.' ? process.cwd() : flags.destination;
  const change = flags.forHelm ? (await import('../build/index.ts')).compileChart : undefined;
  const saved = await packageChart(path, {
    destination,
    now,
    ...(change === undefined ? {} : { change }),
    ...(version === undefined ? {} : { version }),
    ...(appVersion === undefined ? {} : { appVersion }),
  });
  process.stdout.write(`Successfully packaged chart and saved it to: ${saved}\n`);
}

function signingRefused(): CapstanError {
  return new CapstanError('VERIFICATION_UNSUPPORTED', 'capstan cannot sign packages', {
    hint: 'package with capstan, then sign with gpg, or use helm package --sign',
  });
}
