import { podRef } from '../objects/index.ts';
import type { Agent } from '../store/index.ts';
import { forEach } from './each.ts';
import type { LoopWorld } from './world.ts';

// Between an upload's row and that of its agent.
const uploadBeginsWithinMs = 60_000;

/** Removes the agents that nobody renews any more; uploads without an agent are garbage. */
export async function keepHouse(world: LoopWorld, signal: AbortSignal): Promise<number> {
  const { store, cluster, config, now } = world;
  const remove = async ({ pod }: Agent) => {
    await cluster.delete(podRef(config, pod), {}, signal);
    await store.forgetAgent(pod);
    return true;
  };
  const removed = await forEach(await store.agentsUntil(now()), remove, ({ pod }) => ({ pod }), world, signal);
  return removed + (await store.abandonUploads(new Date(now().getTime() - uploadBeginsWithinMs)));
}
