import { type Command, Option } from 'commander';
import { addChartFlags, type ChartFlags } from './chart-flags.ts';
import { addValuesFlags, type ValuesFlags } from './values-flags.ts';

/** Helm's flags of `helm template` that change what is printed. */
export interface TemplateFlags extends ValuesFlags, ChartFlags {
  readonly namespace: string;
  readonly showOnly: readonly string[];
  readonly includeCrds: boolean;
  readonly hooks: boolean;
  readonly skipTests: boolean;
  readonly skipSchemaValidation: boolean;
  readonly kubeVersion?: string;
  readonly apiVersions: readonly string[];
  readonly isUpgrade: boolean;
  readonly outputDir?: string;
  readonly releaseName: boolean;
  readonly generateName: boolean;
  readonly nameTemplate?: string;
  readonly validate: boolean;
  readonly dryRun: string;
  readonly enableDns: boolean;
  readonly dependencyUpdate: boolean;
  readonly postRenderer?: string;
  readonly postRendererArgs: readonly string[];
  readonly debug: boolean;
  readonly kubeconfig?: string;
  readonly kubeContext?: string;
}

export function addTemplateFlags(command: Command): Command {
  addValuesFlags(command);
  addChartFlags(command);
  command
    .option('-n, --namespace <namespace>', 'Release.Namespace', process.env['HELM_NAMESPACE'] || 'default')
    .addOption(several('-s, --show-only <template>', 'only what these render, as templates/x.yaml or templates/*'))
    .option('--include-crds', 'print crds/ as well', false)
    .option('--no-hooks', 'leave hooks out')
    .option('--skip-tests', 'leave test hooks out', false)
    .option('--skip-schema-validation', 'do not hold the values against values.schema.json', false)
    .option('--kube-version <version>', 'Capabilities.KubeVersion')
    .addOption(
      several('-a, --api-versions <versions>', 'more Capabilities.APIVersions, separated by commas').argParser(commas),
    )
    .option('--is-upgrade', 'set Release.IsUpgrade instead of Release.IsInstall', false)
    .option('--output-dir <dir>', 'write one file for each template instead of printing')
    .option('--release-name', "put the release's name into the path below --output-dir", false)
    .option('-g, --generate-name', 'make up a name for the release', false)
    .option('--name-template <template>', 'a Go template that gives the name of the release')
    .option(
      '--validate',
      'ask the cluster for its capabilities, and whether it has all kinds and none of the objects',
      false,
    )
    .addOption(
      new Option('--dry-run [where]', 'server: lookup and capabilities are those of the cluster')
        .preset('client')
        .default('client', 'client'),
    )
    .option('--enable-dns', 'let getHostByName ask the name servers', false)
    .option('--dependency-update', 'get missing dependencies first', false)
    .option('--post-renderer <program>', 'a program that reads the manifests and prints what to use instead')
    .addOption(several('--post-renderer-args <argument>', 'an argument for the post-renderer'))
    .option('--debug', 'print what was rendered though it is not valid, and where an error stands', false)
    .option('--kubeconfig <file>', 'the kubeconfig for --validate and --dry-run=server')
    .option('--kube-context <name>', 'the context of the kubeconfig');
  return addIgnoredFlags(command);
}

/** Flags of `helm install` that `helm template` takes as well and that change nothing there. */
const ignored = [
  '--atomic',
  '--create-namespace',
  '--description <text>',
  '--disable-openapi-validation',
  '--force',
  '--hide-notes',
  '-l, --labels <labels>',
  '--render-subchart-notes',
  '--replace',
  '--skip-crds',
  '--take-ownership',
  '--timeout <duration>',
  '--wait',
  '--wait-for-jobs',
  '--burst-limit <n>',
  '--qps <n>',
];

function addIgnoredFlags(command: Command): Command {
  for (const flags of ignored) command.addOption(new Option(flags, 'taken as helm takes it').hideHelp());
  return command;
}

/** A flag that may stand several times. */
export function several(flags: string, description: string): Option {
  const gather = (value: string, before: readonly string[]) => [...before, value];
  return new Option(flags, description).default([], 'none').argParser<readonly string[]>(gather);
}

/** As a Go flag of strings: several times, and each several values. */
export function commas(value: string, before: readonly string[]): readonly string[] {
  return [...before, ...value.split(',')];
}
