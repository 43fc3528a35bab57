import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { type Chart, checkDependencies, loadChart } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { checkInstallable } from '../../render/index.ts';
import { addApi, readNames, readProject, type ScaffoldFile, starterChart, writeChanges } from '../../scaffold/index.ts';
import { addHelmFlags, type HelmFlags, readHelmSettings } from '../helm-settings.ts';
import { type ChangeFlags, changesOutputOption, dryRunOption, printChanges } from '../scaffold-output.ts';
import { addValuesFlags, readValuesFlags, type ValuesFlags } from '../values-flags.ts';
import { addKindFlags, type KindFlags, withKinds } from './kind-flags.ts';

interface ApiFlags extends ChangeFlags, KindFlags, HelmFlags, ValuesFlags {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural?: string;
  readonly helmChart?: string;
  readonly helmChartRepo?: string;
  readonly helmChartVersion?: string;
  readonly schema: 'values' | 'open';
}

/** `capstan create api`: a kind, and the chart that its resources become. */
export function createApiCommand(): Command {
  const command = new Command('api')
    .description('add a kind to the project in this folder')
    .option('--group <group>', "its group, with or without the project's domain", '')
    .requiredOption('--version <version>', 'its version: v1alpha1')
    .requiredOption('--kind <kind>', 'its name: Memcached')
    .option('--plural <plural>', 'as URLs have it; made from the name when left out')
    .option('--helm-chart <chart>', 'a folder, an archive, REPO/NAME, a URL or oci://…; a new one when left out')
    .option('--helm-chart-repo <url>', 'the chart repository that --helm-chart is a name in')
    .option('--helm-chart-version <range>', 'the version of the chart, or a range; the latest when left out')
    .addOption(
      new Option('--schema <source>', 'what the definition says of a spec: what the chart does, or nothing')
        .choices(['values', 'open'])
        .default('values'),
    )
    .addOption(dryRunOption())
    .addOption(changesOutputOption())
    .action(createApi);
  return addHelmFlags(addKindFlags(addValuesFlags(command)));
}

async function createApi(flags: ApiFlags): Promise<void> {
  const folder = process.cwd();
  const read = (path: string) =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
  const project = readProject(read('PROJECT'), basename(folder).toLowerCase());
  const names = readNames(flags, project.domain);
  const { chart, chartPath, chartFiles } = await provideChart(flags, names.singular, folder);
  checkInstallable(chart);
  checkDependencies(chart);
  const values = await readValuesFlags(flags);
  const { schema } = flags;
  const { changes, notes } = await withKinds(flags, folder, (resourceOf) =>
    addApi({ ...project, names, chart, chartPath, chartFiles, schema, values, resourceOf, read }),
  );
  writeChanges(folder, changes, flags);
  for (const note of flags.output === 'text' ? notes : []) process.stderr.write(`note: ${note}\n`);
  process.stdout.write(printChanges('.', changes, notes, flags));
}

interface ProvidedChart {
  readonly chart: Chart;
  readonly chartPath: string;
  readonly chartFiles: readonly ScaffoldFile[];
}

async function provideChart(flags: ApiFlags, name: string, folder: string): Promise<ProvidedChart> {
  if (flags.helmChart === undefined) return starter(flags, name);
  const { locateChart } = await import('../../repository/index.ts');
  const { helmChartRepo: repo, helmChartVersion: version = '' } = flags;
  const source = { version, ...(repo === undefined ? {} : { repo }) };
  const path = await locateChart(flags.helmChart, source, readHelmSettings(flags));
  const chart = await loadChart(path);
  const inProject = relative(join(folder, 'helm-charts'), path);
  const isThere = inProject !== '' && !inProject.startsWith('..') && !isAbsolute(inProject);
  return {
    chart,
    chartPath: isThere ? `helm-charts/${inProject.replaceAll('\\', '/')}` : `helm-charts/${chart.metadata.name}`,
    chartFiles: isThere ? [] : chart.raw.map(({ path, data }) => ({ path, content: data })),
  };
}

async function starter({ helmChartRepo, helmChartVersion }: ApiFlags, name: string): Promise<ProvidedChart> {
  if ((helmChartRepo ?? helmChartVersion) !== undefined) {
    throw new CapstanError(
      'USAGE',
      '--helm-chart-repo and --helm-chart-version belong to --helm-chart, which is missing',
    );
  }
  const files = starterChart(name);
  return { chart: await loadFiles(files), chartPath: `helm-charts/${name}`, chartFiles: files };
}

async function loadFiles(files: readonly ScaffoldFile[]): Promise<Chart> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-'));
  try {
    writeChanges(
      folder,
      files.map((file) => ({ ...file, action: 'create' as const })),
      { dryRun: false },
    );
    return await loadChart(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
