import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { isMatch, loadChart } from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import {
  crdFiles,
  localCapabilities,
  type Manifest,
  manifestText,
  type Rendered,
  renderChart,
  sortByKind,
} from '../render/index.ts';
import { addValuesFlags, readValuesFlags, type ValuesFlags } from './values-flags.ts';

interface TemplateFlags extends ValuesFlags {
  readonly namespace: string;
  readonly showOnly: readonly string[];
  readonly includeCrds: boolean;
  readonly hooks: boolean;
  readonly skipTests: boolean;
  readonly kubeVersion?: string;
  readonly apiVersions: readonly string[];
  readonly isUpgrade: boolean;
  readonly outputDir?: string;
}

const examples = `
Examples:
  capstan template demo ./helm-charts/kre-chart -n demo --set nats_streaming.replicas=3
  capstan template demo ./helm-charts/kre-chart -f my-values.yaml -s templates/nats.yaml.eta
  kubectl get runtime demo -o jsonpath={.spec} | capstan template demo ./helm-charts/kre-chart -f -`;

/** `capstan template`: what a chart would apply, printed as helm template prints it. */
export function templateCommand(): Command {
  const several = (value: string, before: string[]) => [...before, ...value.split(',')];
  const command = new Command('template')
    .usage('[options] [name] <chart>')
    .argument('<name>', "the release's; release-name when left out")
    .argument('[chart]', 'a chart directory');
  return addValuesFlags(command)
    .option('-n, --namespace <namespace>', 'Release.Namespace', 'default')
    .addOption(
      list('-s, --show-only <template>', 'only what these render, as templates/x.yaml.eta or templates/*').argParser(
        several,
      ),
    )
    .option('--include-crds', 'print crds/ as well', false)
    .option('--no-hooks', 'leave hooks out')
    .option('--skip-tests', 'leave test hooks out', false)
    .option('--kube-version <version>', 'Capabilities.KubeVersion')
    .addOption(
      list('-a, --api-versions <versions>', 'more Capabilities.APIVersions, separated by commas').argParser(several),
    )
    .option('--is-upgrade', 'set Release.IsUpgrade instead of Release.IsInstall', false)
    .option('--output-dir <dir>', 'write one file for each template instead of printing')
    .addHelpText('after', examples)
    .action((first: string, second: string | undefined, flags: TemplateFlags) =>
      second === undefined ? template('release-name', first, flags) : template(first, second, flags),
    );
}

function list(flags: string, description: string): Option {
  return new Option(flags, description).default([], 'none');
}

async function template(name: string, dir: string, flags: TemplateFlags): Promise<void> {
  checkReleaseName(name);
  const chart = await loadChart(dir);
  const values = await readValuesFlags(flags);
  const rendered = renderChart({
    chart,
    values,
    release: {
      name,
      namespace: flags.namespace,
      revision: 1,
      isInstall: !flags.isUpgrade,
      isUpgrade: flags.isUpgrade,
    },
    capabilities: localCapabilities({ kubeVersion: flags.kubeVersion, apiVersions: flags.apiVersions }),
  });
  const manifests = [...(flags.includeCrds ? crdFiles(chart) : []), ...rendered.manifests];
  const hooks = hooksToPrint(rendered, flags);
  if (flags.outputDir !== undefined) {
    await writeFiles(flags.outputDir, select([...manifests, ...hooks], flags.showOnly));
  } else if (flags.showOnly.length > 0) {
    process.stdout.write(manifestText(select([...manifests, ...hooks], flags.showOnly)));
  } else {
    process.stdout.write(`${manifestText(manifests).trim()}\n${manifestText(hooks)}`);
  }
}

/** Helm's rule: the name of a release is a part of the names of its objects. */
function checkReleaseName(name: string): void {
  if (name.length <= 53 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) return;
  throw new CapstanError('RELEASE_NAME_INVALID', `"${name}" cannot be the name of a release`, {
    hint: 'use at most 53 lower-case letters, digits, - and .',
  });
}

type Document = Pick<Manifest, 'source' | 'text'>;

/** In install order, as helm template prints them; not in the order they would run. */
function hooksToPrint({ hooks }: Rendered, flags: TemplateFlags): Document[] {
  if (!flags.hooks) return [];
  const printed = flags.skipTests ? hooks.filter(({ events }) => !events.includes('test')) : hooks;
  const asWritten = printed.toSorted((a, b) => compare(a.source, b.source) || (a.position ?? 0) - (b.position ?? 0));
  return sortByKind(asWritten, ({ object }) => object.kind);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function select(documents: readonly Document[], patterns: readonly string[]): Document[] {
  if (patterns.length === 0) return [...documents];
  return patterns.flatMap((pattern) => {
    const matching = documents.filter(({ source }) => isMatch(pattern, source.slice(source.indexOf('/') + 1)));
    if (matching.length > 0) return matching.map(({ source, text }) => ({ source, text: text.trim() }));
    throw new CapstanError('USAGE', `could not find template ${pattern} in chart`, {
      hint: `it renders ${[...new Set(documents.map(({ source }) => source.slice(source.indexOf('/') + 1)))].join(', ') || 'nothing'}`,
    });
  });
}

/** What is written is YAML, whatever language its template was in. */
async function writeFiles(outputDir: string, documents: readonly Document[]): Promise<void> {
  for (const [source, members] of Map.groupBy(documents, ({ source }) => source)) {
    const file = join(outputDir, source.replace(/\.eta$/, ''));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, manifestText(members));
    process.stdout.write(`wrote ${file}\n`);
  }
}
