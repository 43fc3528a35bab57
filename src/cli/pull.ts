import { Command } from 'commander';
import { pull } from '../repository/index.ts';
import { addChartFlags, type ChartFlags } from './chart-flags.ts';
import { chartSource } from './chart-source.ts';
import { addHelmFlags, type HelmFlags, readHelmSettings } from './helm-settings.ts';

interface PullFlags extends ChartFlags, HelmFlags {
  readonly untar: boolean;
  readonly untardir: string;
  readonly destination: string;
  readonly prov: boolean;
}

const examples = `
Examples:
  capstan pull ingress-nginx --repo https://kubernetes.github.io/ingress-nginx --version '^4'
  capstan pull oci://ghcr.io/org/charts/web --version 1.2.3 --untar
  capstan pull bitnami/redis -d ./charts        a repository that helm repo add knows

A signature can be fetched (--prov), but not verified: --verify is refused.`;

/** `capstan pull`: a chart from a repository or registry, as a file or a folder. */
export function pullCommand(): Command {
  const command = new Command('pull')
    .alias('fetch')
    .usage('[options] <chart...>')
    .argument('<chart...>', 'REPO/CHART, a URL, oci://…, or a name in --repo')
    .option('--untar', 'unpack it into a folder', false)
    .option('--untardir <dir>', 'where the folder goes, seen from --destination', '.')
    .option('-d, --destination <dir>', 'where the archive goes', '.')
    .option('--prov', 'fetch the provenance file, too', false)
    .addHelpText('after', examples)
    .action(async (charts: readonly string[], flags: PullFlags) => {
      const settings = readHelmSettings(flags);
      for (const chart of charts) {
        await pull(
          chart,
          {
            ...chartSource(flags),
            destination: flags.destination,
            untar: flags.untar,
            untarDir: flags.untardir,
            provenance: flags.prov,
          },
          settings,
          (line) => process.stdout.write(`${line}\n`),
        );
      }
    });
  return addHelmFlags(addChartFlags(command));
}
