import { Cluster, type KubeObject, loadConnection } from '../../cluster/index.ts';
import { tryLock, unlock } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { userAgent } from '../../version.ts';
import { shellWord } from '../shell-word.ts';
import { openAccount } from './account.ts';
import { startDevCluster } from './dev-cluster.ts';
import { isClusterScoped } from './manifests.ts';
import { startOperator } from './operator-process.ts';
import type { UpPlan } from './plan.ts';
import { prepareNamespace } from './prepare.ts';
import type { Progress } from './progress.ts';

/** What a session sees of the world outside its plan. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** The command line that starts this program again. */
  readonly program: readonly string[];
  readonly progress: Progress;
  readonly color: boolean;
  /** A line for standard output. */
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** From nothing to a running operator, until the signal; whatever it started ends with it, last things first. */
export async function runSession(plan: UpPlan, around: Surroundings): Promise<void> {
  const { progress, signal } = around;
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => progress.end());
  lock(plan, cleanup);
  const failures: Promise<never>[] = [];
  const kubeconfig = await reachCluster(plan, around, cleanup, failures);
  const cluster = new Cluster(
    loadConnection({ ...plan.existing, ...kubeconfig, userAgent: userAgent(), env: around.env }),
  );
  cleanup.defer(() => cluster.close());

  progress.begin(`namespace ${plan.namespace}`);
  await prepareNamespace(cluster, plan, signal);
  const account = await openAccount(cluster, plan, { ...around, ...kubeconfig });
  cleanup.use(account);
  progress.begin('operator');
  const operator = await startOperator(plan, account.kubeconfig, around);
  cleanup.use(operator);
  failures.push(operator.failed);
  await Promise.race([operator.ready(signal), ...failures]);
  for (const sample of plan.samples) await cluster.apply(placed(sample, plan), { force: true }, signal);
  progress.end();
  sayNext(plan, around);
  await Promise.race([...failures, aborted(signal)]);
}

function placed(sample: KubeObject, { namespace, manifests }: UpPlan): KubeObject {
  if (isClusterScoped(sample, manifests)) return sample;
  return { ...sample, metadata: { ...sample.metadata, namespace } };
}

function lock({ folder }: UpPlan, cleanup: AsyncDisposableStack): void {
  const path = `${folder}.lock`;
  const holder = tryLock(path);
  if (holder !== undefined) {
    throw new CapstanError('USAGE', `another \`capstan up\` runs here already, as process ${holder.pid}`, {
      hint: 'end it with Ctrl-C, or start this one in another folder',
    });
  }
  cleanup.defer(() => unlock(path));
}

async function reachCluster(
  plan: UpPlan,
  around: Surroundings,
  cleanup: AsyncDisposableStack,
  failures: Promise<never>[],
): Promise<{ kubeconfig?: string }> {
  if (plan.existing !== undefined) return {};
  const dev = await startDevCluster(plan, around);
  cleanup.use(dev);
  failures.push(dev.failed);
  around.print(`export KUBECONFIG=${shellWord(dev.kubeconfig)}`);
  return { kubeconfig: dev.kubeconfig };
}

function sayNext({ namespace, existing, samples, manifests, clusterRoles }: UpPlan, { print }: Surroundings): void {
  const ends = existing === undefined ? 'Ctrl-C ends it and the control plane.' : 'Ctrl-C ends it.';
  const context = existing?.context === undefined ? '' : ` --context ${existing.context}`;
  const kubectl = `kubectl${context} -n ${namespace}`;
  const first = manifests.samples[0];
  print('');
  const where = clusterRoles.length > 0 ? 'all namespaces' : `namespace ${namespace}`;
  print(`The operator works in ${where}. ${ends} Next, in another shell:`);
  print('');
  for (const { kind, metadata } of samples) print(`  ${kubectl} get ${kind.toLowerCase()} ${metadata.name} -o yaml`);
  if (samples.length === 0 && first !== undefined) print(`  ${kubectl} apply -f deploy/crds/${first.file}`);
  print(`  ${kubectl} get pods -w`);
  print('');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
