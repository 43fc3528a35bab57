import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Params } from '../../params/index.ts';
import { userHome } from '../../user-home.ts';
import { type Component, checkComponentName, expand } from '../components/index.ts';
import { type Config, homeFolder, inHome, type Places, readConfig } from '../home/index.ts';
import {
  clusterBase,
  componentBase,
  defaultPrefix,
  type Phase,
  phaseOf,
  providerOf,
  storedKubeconfig,
} from '../inventory/index.ts';

/** What is asked for: which component, for whom, with what. */
export interface Asked {
  readonly component: string;
  readonly user: string;
  /** As it was said: install, uninstall … */
  readonly phase: string;
  readonly specs: Params;
  /** The same as it was said: what DEPLOY_PARAMS hands over. */
  readonly params: string;
  /** Wins over the kubeconfig that is stored for the user's cluster. */
  readonly kubeconfig?: string;
}

/** A component for one user: where it lies, and the environment that its texts and programs see. */
export interface Target {
  readonly component: string;
  readonly user: string;
  /** Of the user's deployments of the plan on whose behalf it is done; 1 where there is but one, or no plan. */
  readonly number: number;
  readonly phase: Phase;
  readonly said: string;
  readonly specs: Params;
  readonly prefix: string;
  readonly provider: string;
  readonly clusterBase: string;
  readonly componentBase: string;
  /** Given, or of the user's own cluster; undefined: the caller's. */
  readonly kubeconfig: string | undefined;
  /** The plan on whose behalf it is done, where it is one. */
  readonly service: string | undefined;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * @param entry the component's entry: its `config` and `envs` count; undefined: there is none, as for a plan that is a script alone
 * @throws CapstanError SPECS_INVALID, COMPONENT_UNKNOWN for names that no folder may have
 */
export function targetOf(asked: Asked, entry: Component | undefined, places: Places, env: Env): Target {
  const { component, user, specs, phase: said } = asked;
  checkComponentName(component);
  const phase = phaseOf(said);
  const config = readConfig(configFile(entry, places, env));
  const base = withoutNothing({ ...config.env, ...inherited(env) });
  const prefix = base['CLUSTER_PREFIX'] || defaultPrefix;
  const { deployments } = places;
  const isOwn = env['DEPLOY_USER'] === user; // what is said of a deployment counts for its user alone
  const known = isOwn ? base['CLUSTER_PROVIDER'] : undefined;
  const provider = specs['provider'] || known || providerOf({ deployments, user, prefix });
  const number = isOwn ? numberOf(env, user) : 1;
  const place = { deployments, user, prefix, provider };
  const folders = { clusterBase: clusterBase(place), componentBase: componentBase(place, component, number) };
  const kubeconfig = asked.kubeconfig ?? storedKubeconfig(folders.clusterBase);
  const service = env['DEPLOY_SERVICE'] || undefined;
  const own = {
    ...base,
    DEPLOY_PHASE: said,
    DEPLOY_PARAMS: asked.params,
    DEPLOY_USER: user,
    DEPLOY_SERVICE: service ?? component,
    DEPLOY_NAME: env['DEPLOY_NAME'] || `${service ?? component}.${user}`,
    CLUSTER_PREFIX: prefix,
    CLUSTER_PROVIDER: provider,
    CLUSTER_BASE: folders.clusterBase,
    COMPONENT: component,
    COMPONENT_BASE: folders.componentBase,
    COMPONENT_CONFIG: configFile(entry, places, env),
    HELM_LOCAL_CHARTS: places.charts,
    TERRAFORM_TEMPLATES: homeFolder(places, 'templates'),
    CLOUDMGR_HOME: places.home,
    CLOUDMGR_DEPLOYMENTS: deployments,
    ...kubeconfigVariable(kubeconfig, base),
    ...(asked.kubeconfig === undefined ? {} : { CLOUDMGR_KUBECONFIG: asked.kubeconfig }),
  };
  const environment = withEnvs(own, entry);
  return {
    component,
    user,
    number,
    phase,
    said,
    specs,
    prefix,
    provider,
    ...folders,
    kubeconfig,
    service,
    config,
    environment,
  };
}

/** Texts of components may name $KUBECONFIG also where nobody set it and the customary file counts; in a pod that is not so. */
function kubeconfigVariable(given: string | undefined, base: Env): { readonly KUBECONFIG?: string } {
  if (given !== undefined) return { KUBECONFIG: given };
  if (base['KUBECONFIG'] || base['KUBERNETES_SERVICE_HOST']) return {};
  const customary = withHome('~/.kube/config', base);
  return existsSync(customary) ? { KUBECONFIG: customary } : {};
}

/** DEPLOY_NAME is `plan.user`, from the second deployment on `plan.user.NUMBER`. */
function numberOf(env: Env, user: string): number {
  const [name = '', first] = [env['DEPLOY_NAME'], `${env['DEPLOY_SERVICE']}.${user}`];
  const [, number = '1'] = (name.startsWith(first) && /^\.(\d+)$/.exec(name.slice(first.length))) || [];
  return Number(number);
}

/** Without what another component's script was given: a script may call `cloudmgr run` of another one. */
function inherited(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(SPEC_|VAR_|SECRET_|CLOUDMGR_READY$)/.test(name)),
  );
}

/** In order: later ones see earlier ones. */
function withEnvs(environment: Readonly<Record<string, string>>, entry: Component | undefined): Record<string, string> {
  const result = { ...environment };
  for (const [name, value] of entry?.envs ?? []) {
    result[name] = expand(value, result, (entry as Component).place, `envs.${name} of component ${entry?.name}`);
  }
  return result;
}

function configFile(entry: Component | undefined, { home }: Places, env: Env): string {
  const written = entry?.config ?? '~/.omegaml/cloudmgr.yml';
  const file = entry?.config === undefined ? written : expand(written, env, entry.place, `config of ${entry.name}`);
  return inHome(withHome(file, env), home);
}

/** `~/x` as a shell reads it. */
export function withHome(path: string, env: Env): string {
  return path.startsWith('~/') ? join(userHome(env), path.slice(2)) : path;
}

function withoutNothing(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
