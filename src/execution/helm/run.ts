import { type Cluster, ensureNamespace } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { deploy, historyOf, undeploy } from '../../release/index.ts';
import type { Components, HelmComponent } from '../components/index.ts';
import type { Target } from '../environment/index.ts';
import {
  effectiveSpecs,
  type Findings,
  type Note,
  openFolder,
  readDeployment,
  track,
  writePrivately,
} from '../inventory/index.ts';
import { maskedError, maskerOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { checkNobodyElses, hasBroughtAbout, lockOf } from './claim.ts';
import { chartOf, type Prepared, prepare } from './prepare.ts';
import { valuesText } from './values.ts';

const defaultTimeout = '10m';
/** For a last look at what a phase that failed has left. */
const lookWithinMs = 10_000;

/**
 * A phase of a helm component for one user, through the operator's own release engine. values.yaml is written before anything
 * is sent; secrets are merged over it in memory.
 */
export async function runHelm(
  component: HelmComponent,
  components: Components,
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  await openFolder(target.componentBase, tools.places.deployments);
  using _lock = tools.lock(lockOf(target.componentBase));
  const recorded = (await readDeployment(target.componentBase))?.helm;
  const specs = effectiveSpecs(target.phase, target.specs, recorded);
  const prepared = await prepare(component, components, target, specs, tools, signal);
  const masked = maskerOf(prepared.secrets);
  const { name } = component;
  const { user, provider } = target;
  const { kubeconfig } = prepared;
  const environment = { ...target.environment, ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) };
  const cluster = tools.openCluster(environment, prepared.args.context);
  const release = { ...placeOf(prepared), chart: recorded?.release?.chart ?? '', server: cluster.server };
  const before = hasBroughtAbout(recorded, release) ? recorded?.release : undefined;
  const early = { release: { ...before, ...release } };
  try {
    await checkNobodyElses(release, recorded, target, cluster, tools, signal);
    await track(
      {
        folder: target.componentBase,
        base: { component: name, user, provider },
        kind: 'helm',
        phase: target.phase,
        said: target.said,
        specs,
        service: target.service,
        masked,
      },
      early,
      (note) =>
        (target.phase === 'remove' ? remove : bringAbout)(
          { component, prepared, target, cluster, tools, note },
          signal,
        ),
      () => tools.now(),
    );
  } catch (error) {
    throw maskedError(error, masked);
  } finally {
    await cluster.close();
  }
}

interface Work {
  readonly component: HelmComponent;
  readonly prepared: Prepared;
  readonly target: Target;
  readonly cluster: Cluster;
  readonly tools: Tools;
  readonly note: Note;
}

async function bringAbout(
  { component, prepared, target, cluster, tools, note }: Work,
  signal: AbortSignal,
): Promise<Findings> {
  const { release, namespace, namespaces, args, values, valuesFile, data } = prepared;
  const where = `release ${namespace}/${release}`;
  tools.report.step(`reading chart of ${component.name}`);
  const chart = await chartOf(component, prepared, target, tools, signal);
  await writePrivately(valuesFile, valuesText(values, component.name, target.user));
  if (target.phase === 'update') await checkInstalled(release, namespace, cluster, signal);
  tools.report.step(`${target.phase === 'install' ? 'installing' : 'updating'} ${where}`);
  for (const one of new Set([...(args.createNamespace ? [namespace] : []), ...namespaces])) {
    await ensureNamespace(cluster, one, signal);
  }
  const { name, version } = chart.metadata;
  const recorded = { ...placeOf(prepared), chart: `${name}-${version}`, server: cluster.server };
  try {
    const did = await deploy(
      { name: release, chart, values, data },
      { ...destination(prepared, cluster, tools), policy: policyOf(args) },
      (progress) => tools.report.progress(progress),
      signal,
    );
    const revision = (await historyOf(release, namespace, cluster, signal)).at(-1)?.revision ?? 0;
    tools.report.done(`${where} ${did}: chart ${name} ${version}, revision ${revision}`);
    return { release: { ...recorded, revision } };
  } catch (error) {
    const revision = await leftRevision(prepared, cluster);
    if (revision !== undefined) note({ release: { ...recorded, revision } });
    throw error;
  }
}

/** undefined: nothing of the release is there. Where the cluster does not tell, something may be: 0. */
async function leftRevision({ release, namespace }: Prepared, cluster: Cluster): Promise<number | undefined> {
  try {
    const history = await historyOf(release, namespace, cluster, AbortSignal.timeout(lookWithinMs));
    return history.at(-1)?.revision;
  } catch {
    return 0;
  }
}

async function remove({ prepared, cluster, tools }: Work, signal: AbortSignal): Promise<Findings> {
  const { release, namespace, args } = prepared;
  const where = `release ${namespace}/${release}`;
  tools.report.step(`removing ${where}`);
  const wasThere = await undeploy(
    release,
    {
      ...destination(prepared, cluster, tools),
      policy: {
        waitForDeletion: args.wait,
        disableHooks: { install: false, upgrade: false, uninstall: !args.hooks },
        ...descriptionsOf(args),
      },
    },
    (progress) => tools.report.progress(progress),
    signal,
  );
  tools.report.done(wasThere ? `${where} removed` : `${where} is not there: nothing to remove`);
  return {};
}

function placeOf({ release, namespace }: Prepared): { namespace: string; name: string } {
  return { namespace, name: release };
}

function destination({ namespace, args }: Prepared, cluster: Cluster, tools: Tools) {
  return {
    cluster,
    namespace,
    look: tools.lookAt(cluster),
    timeoutMs: tools.duration(args.timeout ?? defaultTimeout),
    ...(args.historyMax === undefined ? {} : { maxHistory: args.historyMax }),
    log: tools.log,
  };
}

/** @throws CapstanError RELEASE_NOT_FOUND: an update of nothing would be an install that nobody asked for */
async function checkInstalled(
  release: string,
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  if ((await historyOf(release, namespace, cluster, signal)).length > 0) return;
  throw new CapstanError('RELEASE_NOT_FOUND', `there is no release ${namespace}/${release} to update`, {
    hint: 'install it first',
  });
}

function policyOf(args: Prepared['args']) {
  const { wait, atomic, force, hooks, skipCrds } = args;
  return {
    ...descriptionsOf(args),
    wait,
    onFailure: { install: atomic ? ('uninstall' as const) : ('none' as const), upgrade: 'rollback' as const },
    forceUpgrade: force,
    disableHooks: { install: !hooks, upgrade: !hooks, uninstall: !hooks },
    ...(skipCrds ? { crds: 'Skip' as const } : {}),
  };
}

function descriptionsOf({ description }: Prepared['args']) {
  if (description === undefined) return {};
  return { descriptions: { install: description, upgrade: description, uninstall: description } };
}
