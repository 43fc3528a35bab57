import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { applySet, mergeValues, type Values } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { loadWatches, type Watch } from '../../operator/index.ts';
import { printRights, rightsOf, type WatchNeeds } from '../../scaffold/index.ts';
import { addValuesFlags, readValuesFlags, type ValuesFlags } from '../values-flags.ts';
import { addKindFlags, type KindFlags, withKinds } from './kind-flags.ts';

interface RbacFlags extends KindFlags, ValuesFlags {
  readonly watchesFile: string;
  readonly namespace?: string;
  readonly name: string;
  readonly serviceAccount?: string;
  readonly metricsAuth: boolean;
  readonly unseen: boolean;
  readonly output: 'yaml' | 'json';
}

const notes = `
Each chart is rendered many times: with its values, each boolean turned, each choice of its schema. What still cannot be known
is told on standard error: a rendering that fails, a kind that nobody knows, a template that no rendering made show its object.`;

/** `capstan create rbac`: the least that an operator of a watches file has to be allowed. */
export function createRbacCommand(): Command {
  const command = new Command('rbac')
    .description('print the least rights that the charts of a watches file take')
    .option('--watches-file <file>', 'which charts', './watches.yaml')
    .option('-n, --namespace <namespace>', 'a Role in this namespace instead of a ClusterRole')
    .option('--name <name>', 'what the roles are called', 'manager-role')
    .option('--service-account <namespace/name>', 'bind the roles to this account, too')
    .option('--metrics-auth', 'with what --metrics-require-rbac takes', false)
    .option('--unseen', 'with kinds that templates have, but no rendering showed', false)
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', notes)
    .action(createRbac);
  return addKindFlags(addValuesFlags(command));
}

async function createRbac(flags: RbacFlags): Promise<void> {
  const watches = await loadWatches(flags.watchesFile, {
    env: process.env,
    cwd: process.cwd(),
    warn: (warning) => process.stderr.write(`note: ${warning}\n`),
  });
  const values = await readValuesFlags(flags);
  const needs = watches.map((watch) => needsOf(watch, values));
  const folder = dirname(resolve(flags.watchesFile));
  const rights = await withKinds(flags, folder, (resourceOf) =>
    rightsOf(needs, resourceOf, { addsUnseen: flags.unseen }),
  );
  for (const note of rights.notes) process.stderr.write(`note: ${note}\n`);
  const { name, namespace, metricsAuth, output } = flags;
  const serviceAccount = readAccount(flags.serviceAccount);
  process.stdout.write(printRights(rights, { name, namespace, metricsAuth, serviceAccount }, output));
}

function needsOf(watch: Watch, values: Values): WatchNeeds {
  const { gvk, chart, overrideValues, valuesFrom, inputs, dependsOn } = watch;
  const overridden = Object.entries(overrideValues).reduce<Values>(
    (before, [path, text]) => applySet(before, `${path}=${text.replaceAll(/[\\,]/g, '\\$&')}`, 'string', () => ''),
    {},
  );
  return {
    gvk,
    chart,
    values: mergeValues(overridden, values),
    definitions: watch.crds,
    reads: [
      ...valuesFrom.map(({ kind }) => ({ group: '', version: 'v1', kind })),
      ...inputs.map((input) => input.gvk),
      ...dependsOn.map((dependency) => dependency.gvk),
    ],
    impersonates: watch.serviceAccountName !== undefined,
  };
}

function readAccount(text: string | undefined): { namespace: string; name: string } | undefined {
  if (text === undefined) return undefined;
  const [namespace = '', name = '', ...more] = text.split('/');
  if (namespace === '' || name === '' || more.length > 0) {
    throw new CapstanError('USAGE', `--service-account: "${text}" is not NAMESPACE/NAME`);
  }
  return { namespace, name };
}
