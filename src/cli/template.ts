import { Command } from 'commander';
import { type Chart, fetchSchemas, type SchemaDocuments, type Values } from '../chart/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import {
  type RenderedFile,
  type RenderedFiles,
  renderFiles,
  type SortedManifests,
  sortManifests,
} from '../render/index.ts';
import { type ClusterView, viewCluster } from './cluster-view.ts';
import { findChart } from './open-chart.ts';
import { print, warn } from './print.ts';
import { nameAndChart } from './release-name.ts';
import { addTemplateFlags, type TemplateFlags } from './template-flags.ts';
import { brokenText, hooksText, manifestsText, selectShown, writeFiles } from './template-output.ts';
import { readValuesFlags } from './values-flags.ts';

const examples = `
Examples:
  capstan template demo ./helm-charts/kre-chart -n demo --set nats_streaming.replicas=3
  capstan template demo ./my-chart -f my-values.yaml -s templates/deployment.yaml
  capstan template demo ingress-nginx --repo https://kubernetes.github.io/ingress-nginx --version '^4'
  kubectl get runtime demo -o jsonpath={.spec} | capstan template demo ./helm-charts/kre-chart -f -`;

/** `capstan template`: what a chart would apply, byte for byte as `helm template` prints it. */
export function templateCommand(): Command {
  const command = new Command('template')
    .usage('[options] [name] <chart>')
    .argument('<name>', "the release's; release-name when left out")
    .argument('[chart]', 'a chart directory, a packed chart, REPO/CHART, a URL or oci://…')
    .argument('[more...]')
    .addHelpText('after', examples)
    .action((first: string, second: string | undefined, more: readonly string[], flags: TemplateFlags) =>
      template([first, ...(second === undefined ? [] : [second]), ...more], flags),
    );
  return addTemplateFlags(command);
}

async function template(words: readonly string[], flags: TemplateFlags): Promise<void> {
  checkDryRun(flags.dryRun);
  const { name, chart: reference } = nameAndChart(words, flags);
  const open = await findChart(reference, flags);
  const values = await readValuesFlags(flags);
  const chart = await open();
  const schemas = await fetchSchemas(chart, fetchLazily);
  const cluster = await viewCluster(flags);
  try {
    await printResult(name, await render({ name, chart, values, schemas }, flags, cluster), flags, cluster);
  } catch (error) {
    throw flags.debug ? error : withAdvice(error);
  } finally {
    await cluster.close();
  }
}

async function fetchLazily(url: string): Promise<string> {
  return (await import('./fetch-text.ts')).fetchText(url);
}

interface Given {
  readonly name: string;
  readonly chart: Chart;
  readonly values: Values;
  readonly schemas: SchemaDocuments;
}

async function render(
  { name, chart, values, schemas }: Given,
  flags: TemplateFlags,
  cluster: ClusterView,
): Promise<RenderedFiles> {
  const { namespace, isUpgrade, skipSchemaValidation } = flags;
  return cluster.render((asking) =>
    renderFiles({
      ...asking,
      chart,
      values,
      schemas,
      capabilities: cluster.capabilities,
      skipSchemaValidation,
      release: { name, namespace, revision: 1, isInstall: !isUpgrade, isUpgrade },
    }),
  );
}

const withoutAdvice =
  /^(values don't meet the specifications of the schema\(s\)|unable to build kubernetes objects |Unable to continue with install: )/;

/** What Helm adds to all that goes wrong while it renders: not to what values, flags, schemas and `--validate` refuse. */
function withAdvice(error: unknown): unknown {
  if (!isCapstanError(error) || ['VALUES_INVALID', 'USAGE', 'TOOL_MISSING', 'FILE_UNWRITABLE'].includes(error.code))
    return error;
  if (withoutAdvice.test(error.message) || error.place?.file.endsWith('.eta')) return error;
  return new CapstanError(error.code, `${error.message}\n\nUse --debug flag to render out invalid YAML`, {
    ...(error.place && { place: error.place }),
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
  });
}

function checkDryRun(where: string): void {
  if (['false', 'true', 'none', 'client', 'server', ''].includes(where)) return;
  throw new CapstanError(
    'USAGE',
    'Invalid dry-run flag. Flag must one of the following: false, true, none, client, server',
  );
}

/** What is no YAML is printed with --debug, for its author to see; the failure stays one. */
function sort(files: readonly RenderedFile[], flags: TemplateFlags): SortedManifests {
  try {
    return sortManifests(files);
  } catch (error) {
    if (flags.debug) print(brokenText(files));
    throw error;
  }
}

async function printResult(
  name: string,
  { chart, files, warnings }: RenderedFiles,
  flags: TemplateFlags,
  cluster: ClusterView,
): Promise<void> {
  for (const line of warnings) warn(line);
  const sorted = sort(files, flags);
  for (const line of sorted.warnings) warn(line);
  const hooks = flags.hooks ? sorted.hooks.filter(({ events }) => !flags.skipTests || !events.includes('test')) : [];
  if (flags.outputDir !== undefined) {
    const folder = flags.releaseName ? `${flags.outputDir}/${name}` : flags.outputDir;
    writeFiles(folder, flags.outputDir, flags.includeCrds ? chart : undefined, [...sorted.manifests, ...hooks]);
    // the manifest itself is empty then, and Helm shows that
    print(flags.showOnly.length > 0 ? selectShown('', flags.showOnly) : '\n');
    return;
  }
  let text = manifestsText(flags.includeCrds ? chart : undefined, sorted.manifests);
  if (flags.postRenderer !== undefined) {
    const { runPostRenderer } = await import('./post-renderer.ts');
    text = await runPostRenderer(flags.postRenderer, flags.postRendererArgs, text);
  }
  const { namespace, isUpgrade } = flags;
  await cluster.validate(text, { name, namespace, isUpgrade });
  const all = `${text.trim()}\n${hooksText(hooks)}`;
  print(flags.showOnly.length > 0 ? selectShown(all, flags.showOnly) : all);
}
