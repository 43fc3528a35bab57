import { type CommandView, commandsSince } from './commands/index.ts';
import { type DeploymentView, deploymentsSince } from './deployments/index.ts';
import { listPlans, type PlanView } from './plans/index.ts';
import type { Store } from './store/index.ts';
import { type TaskView, tasksSince } from './tasks/index.ts';

export interface Changed {
  readonly commands: readonly CommandView[];
  readonly tasks: readonly TaskView[];
  readonly deployments: readonly DeploymentView[];
  readonly plans: readonly PlanView[];
}

const allPlans = { limit: 10_000, offset: 0 };

/** All that is other since then: for a listener that comes back. Ask from a little earlier than the last thing that it saw. */
export async function changedSince(
  store: Store,
  since: Date,
  filter: { readonly user?: string | undefined } = {},
): Promise<Changed> {
  const plans = (await listPlans(store, allPlans)).objects.filter(({ updated }) => updated >= since);
  return {
    commands: await commandsSince(store, since, filter),
    tasks: await tasksSince(store, since, filter),
    deployments: await deploymentsSince(store, since, filter),
    plans,
  };
}
