import { Command } from 'commander';
import { loadChart } from '../chart/index.ts';
import { locateChart, type ShowPart, showChart } from '../repository/index.ts';
import { addChartFlags, type ChartFlags } from './chart-flags.ts';
import { chartSource } from './chart-source.ts';
import { addHelmFlags, type HelmFlags, readHelmSettings } from './helm-settings.ts';
import { warn } from './print.ts';

const parts: readonly (readonly [part: ShowPart, summary: string])[] = [
  ['all', 'all of it'],
  ['chart', 'Chart.yaml'],
  ['crds', 'its CustomResourceDefinitions'],
  ['readme', 'its README'],
  ['values', 'values.yaml'],
];

const examples = `
Examples:
  capstan show values ingress-nginx --repo https://kubernetes.github.io/ingress-nginx
  capstan show chart ./helm-charts/kre-chart
  capstan show readme oci://ghcr.io/org/charts/web --version 1.2.3`;

/** `capstan show`: what a chart says about itself. */
export function showCommand(): Command {
  const command = new Command('show').alias('inspect').usage('[options] <part> <chart>').addHelpText('after', examples);
  for (const [part, summary] of parts) command.addCommand(partCommand(part, summary));
  return command;
}

function partCommand(part: ShowPart, summary: string): Command {
  const command = new Command(part)
    .description(`print ${summary}`)
    .argument('<chart>', 'a chart directory, a packed chart, REPO/CHART, a URL or oci://…')
    .action(async (reference: string, flags: ChartFlags & HelmFlags) => {
      const path = await locateChart(reference, chartSource(flags), readHelmSettings(flags));
      const chart = await loadChart(path);
      for (const line of chart.warnings) warn(line);
      process.stdout.write(showChart(chart, part));
    });
  return addHelmFlags(addChartFlags(command));
}
