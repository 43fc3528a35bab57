import { accessSync, constants, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  type BinaryProgress,
  components,
  describeExit,
  type Program,
  provideBinaries,
  reap,
  startControlPlane,
  tailOf,
} from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import type { UpPlan } from './plan.ts';
import type { Surroundings } from './session.ts';

export interface DevCluster extends AsyncDisposable {
  readonly kubeconfig: string;
  /** Rejects when a component ends by itself. */
  readonly failed: Promise<never>;
}

/** A new control plane in the plan's folder; its programs are built first where they are nowhere yet. */
export async function startDevCluster(plan: UpPlan, around: Surroundings): Promise<DevCluster> {
  const { progress, signal, env } = around;
  const modules = join(plan.root, 'test', 'control-plane');
  const wanted: Program[] = [...components, ...(isOnPath('kubectl', env) ? [] : (['kubectl'] as const))];
  const onProgress = (step: BinaryProgress) => progress.begin(describe(step));
  const binaries = await provideBinaries(wanted, { modules, env, onProgress }, signal);
  await reap(plan.folder);
  rmSync(plan.folder, { recursive: true, force: true });
  const plane = await startControlPlane(
    {
      dir: plan.folder,
      binaries,
      stages: join(modules, 'kwok', 'stages.yaml'),
      onProgress: (component) => progress.begin(`control plane: ${component}`),
    },
    signal,
  );
  if (binaries.kubectl !== undefined) progress.print(`there is no kubectl on your PATH; one is ${binaries.kubectl}`);
  const failed = plane.failed.then((exit): never => {
    const log = plane.logFile(exit.name as (typeof components)[number]);
    throw new CapstanError('TOOL_FAILED', `the control plane broke: ${describeExit(exit)}\n${tailOf(log, 15)}`, {
      hint: `its whole output is in ${log}`,
    });
  });
  failed.catch(() => {}); // whoever waits for it is told
  return {
    kubeconfig: plane.kubeconfig,
    failed,
    async [Symbol.asyncDispose]() {
      progress.begin('stopping the control plane');
      await plane.stop();
      for (const name of ['etcd', 'kubeconfig', 'system.kubeconfig', 'tokens.csv', 'service-account.key']) {
        rmSync(join(plan.folder, name), { recursive: true, force: true });
      }
    },
  };
}

function describe({ step, what, index, count }: BinaryProgress): string {
  if (step === 'wait') return 'waiting for another build of the control plane';
  const verb = step === 'build' ? 'building' : 'downloading';
  return `${verb} ${what}, ${index} of ${count}`;
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}
