import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { isPlanName, isUserName, parseParams } from '../../params/index.ts';
import type { StepPlace, StepRun } from './step.ts';

/** What of the worker's own environment a step may see: nothing that holds the database's password, or anybody's token. */
const handedOn = /^(?:PATH|HOME|LANG|HELM_LOCAL_CHARTS|KUBECONFIG|GNUPGHOME|SOPS_.+)$/;

/**
 * The whole environment of a step's processes, but for what depends on the folder it runs in.
 * @throws CapstanError STEP_INVALID when provider or prefix cannot be part of a folder's name
 */
export function environmentOf(step: StepRun, place: StepPlace): Record<string, string> {
  const own = Object.entries(place.environment).filter(([name, value]) => value !== undefined && handedOn.test(name));
  const inherited = Object.fromEntries(own) as Record<string, string>;
  const merged = { ...inherited, ...step.env };
  const provider = providerOf(step, place);
  const base = clusterBase(step, place, provider ?? 'k8s');
  const kubeconfig = join(base, 'kubeconfig.yml');
  const path = [place.programs, merged['PATH']].filter((folders) => folders !== undefined).join(delimiter);
  return {
    ...merged,
    PATH: path,
    ...(existsSync(kubeconfig) ? { KUBECONFIG: kubeconfig } : {}),
    ...(provider === undefined ? {} : { CLUSTER_PROVIDER: provider }),
    CLOUDMGR_HOME: place.home,
    CLOUDMGR_DEPLOYMENTS: place.deployments,
    CLUSTER_BASE: base,
    COMPONENT_BASE: join(base, `${step.plan}${numberOf(step)}`),
    DEPLOY_PHASE: step.phase,
    DEPLOY_PARAMS: step.specs,
    DEPLOY_USER: step.user,
    DEPLOY_SERVICE: step.plan,
    DEPLOY_NAME: step.deployment,
  };
}

/** `DEPLOYMENTS/USER/cluster/PREFIX-PROVIDER-USER`. */
function clusterBase(step: StepRun, place: StepPlace, provider: string): string {
  return join(clustersOf(step, place), `${prefixOf(step)}-${provider}-${step.user}`);
}

/**
 * What the command says, else where the deployment is, else the only cluster that the user has, else k8s. Undefined where the
 * user has several and none is k8s: whoever needs one asks for it to be named.
 */
function providerOf(step: StepRun, place: StepPlace): string | undefined {
  const said = parseParams(step.specs)['provider'];
  if (said) return nameOr('', said, 'parameter provider');
  const known = step.provider || step.env['CLUSTER_PROVIDER'];
  if (known) return nameOr('', known, 'provider of the deployment');
  const [start, end] = [`${prefixOf(step)}-`, `-${step.user}`];
  const found = foldersOf(clustersOf(step, place))
    .filter((name) => name.startsWith(start) && name.endsWith(end) && name.length > start.length + end.length)
    .map((name) => name.slice(start.length, -end.length));
  if (found.length === 0 || found.includes('k8s')) return 'k8s';
  return found.length === 1 ? found[0] : undefined;
}

function clustersOf({ user }: StepRun, { deployments }: StepPlace): string {
  if (isUserName(user)) return join(deployments, user, 'cluster');
  throw new CapstanError('STEP_INVALID', `the user's name ${JSON.stringify(user)} cannot name a folder`);
}

function prefixOf({ env }: StepRun): string {
  return nameOr('om', env['CLUSTER_PREFIX'], 'CLUSTER_PREFIX of the configuration');
}

/** `.2` of a user's second deployment of a plan, and so on; no plan's name has a dot. */
function numberOf({ deployment, plan, user }: StepRun): string {
  const first = `${plan}.${user}`;
  return deployment.startsWith(first) ? (/^\.\d+$/.exec(deployment.slice(first.length))?.[0] ?? '') : '';
}

function nameOr(fallback: string, name: string | undefined, what: string): string {
  if (!name) return fallback;
  if (isPlanName(name)) return name;
  throw new CapstanError('STEP_INVALID', `the ${what} cannot be part of a folder's name: ${JSON.stringify(name)}`, {
    hint: 'letters, digits, - and _',
  });
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
