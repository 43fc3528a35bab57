import { resolve } from 'node:path';
import { Command } from 'commander';
import {
  type Asked,
  anyComponent,
  type Component,
  type Components,
  checkComponentName,
} from '../../execution/index.ts';
import { parseParams } from '../../params/index.ts';
import { warn } from '../print.ts';
import { stopOnSignals } from '../stop-signal.ts';
import type { Env } from '../terminal.ts';
import { addPlaceFlags, type CloudPlaces, type PlaceFlags, readPlaces } from './places.ts';
import { makeReport } from './report.ts';
import { makeTools } from './tools.ts';

/** Flags of every command that works with a component for a user. */
export interface ComponentFlags extends PlaceFlags {
  readonly component: string;
  readonly user?: string;
  readonly specs?: string;
  readonly kubeconfig?: string;
  readonly verbose: boolean;
}

/** @param component where nobody names one; undefined: one has to be named */
export function addComponentFlags(command: Command, component?: string): Command {
  if (component === undefined) command.requiredOption('-c, --component <name>', 'the component');
  else command.option('-c, --component <name>', 'the component', component);
  command
    .option('-u, --user <user>', 'for whom (default: $DEPLOY_USER, else omadmin)')
    .option('-s, --specs <params>', 'parameters: key=value[,key=value...] (default: $DEPLOY_PARAMS)')
    .option(
      '--kubeconfig <file>',
      "the cluster (default: the one that is stored for the user's cluster, else $KUBECONFIG)",
    )
    .option('--verbose', 'say what is done and why', false);
  return addPlaceFlags(command);
}

/** What is asked for; the environment of a step says what flags leave open. @throws CapstanError PARAMS_INVALID */
function askedOf(flags: ComponentFlags, phase: string, { config }: CloudPlaces, env: Env): Asked {
  const kubeconfig = flags.kubeconfig ?? env['CLOUDMGR_KUBECONFIG']; // a script hands on what it was started with
  const params = flags.specs ?? env['DEPLOY_PARAMS'] ?? '';
  return {
    component: flags.component,
    user: flags.user ?? (env['DEPLOY_USER'] || config.user || 'omadmin'),
    phase,
    specs: parseParams(params),
    params,
    ...(kubeconfig ? { kubeconfig: resolve(kubeconfig) } : {}),
  };
}

/**
 * Opens what a command needs, and ends its progress when it is through.
 * @param needsShims programs are started that call `cloudmgr` themselves
 */
export async function withTools(
  flags: ComponentFlags,
  phase: string,
  use: (asked: Asked, tools: ReturnType<typeof makeTools>, signal: AbortSignal) => Promise<void>,
  needsShims = false,
): Promise<void> {
  const { env, stdout, stderr } = process;
  const places = readPlaces(flags, env);
  const asked = askedOf(flags, phase, places, env);
  const signal = stopOnSignals(() => {});
  using report = makeReport(stdout, stderr, env);
  const options = { places, env, report, isVerbose: flags.verbose, needsShims };
  await use(asked, makeTools(options, signal), signal);
}

/**
 * The component of a name, with a word on it where there is none: scripts that are no component's have an environment, too.
 * @throws CapstanError COMPONENT_UNKNOWN for what can be no name
 */
export function componentOrWarn(components: Components, name: string): Component | undefined {
  checkComponentName(name);
  const component = anyComponent(components, name);
  if (component) return component;
  const { scripts, helm, terraform } = components;
  const names = [...new Set([scripts, helm, terraform].flatMap((entries) => [...entries.keys()]))].sort();
  warn(`cloudmgr: there is no component ${name}: the home has ${names.join(', ') || 'none'}`);
  return undefined;
}

/** `helm.install` and its like: a name of one word. */
export function phaseCommand(name: string, summary: string): Command {
  return new Command(name).summary(summary).description(summary);
}
