import type { Data, Plan, Run } from '../store/index.ts';
import { forEach } from './each.ts';
import type { LoopWorld } from './world.ts';

// A product of large sets is almost always a plan with too few tags; the rest comes into being at the next looks.
const atMost = 1_000;

/** Every combination of ready data that fits an active plan becomes a run, once. It asks no cluster. */
export async function project(world: Pick<LoopWorld, 'store' | 'log'>, signal: AbortSignal): Promise<number> {
  const { store } = world;
  const data = await store.dataWith([], 'ready');
  let count = 0;
  const addRuns = async (plan: Plan) => {
    for (const inputs of newRuns(plan, data, await store.inputsOf(plan.id))) {
      if ((await store.addRun(plan, inputs)) !== undefined) count += 1;
    }
    return true;
  };
  await forEach(await store.plans(), addRuns, ({ id }) => ({ plan: id }), world, signal);
  return count;
}

/** The inputs of the runs that a plan could have and has not: one piece of data for each input, in all combinations. */
export function newRuns(plan: Plan, data: readonly Data[], known: readonly Run['inputs'][]): readonly Run['inputs'][] {
  if (!plan.active || plan.inputs.length === 0) return [];
  const fitting = plan.inputs.map(({ path, tags }) => {
    const ids = data.filter((one) => one.state === 'ready' && tags.every((tag) => has(one, tag))).map(({ id }) => id);
    return { path, ids };
  });
  const seen = new Set(known.map(keyOf));
  const found: Run['inputs'][] = [];
  for (const inputs of combinationsOf(fitting)) {
    if (seen.has(keyOf(inputs))) continue;
    found.push(inputs);
    if (found.length === atMost) break;
  }
  return found;
}

interface Fitting {
  readonly path: string;
  readonly ids: readonly string[];
}

/** One at a time: of all there may be more than fit into memory. */
function* combinationsOf([first, ...rest]: readonly Fitting[]): Generator<Run['inputs']> {
  if (first === undefined) {
    yield {};
    return;
  }
  // where a later input has none, nothing has to be tried
  if (rest.some(({ ids }) => ids.length === 0)) return;
  for (const id of first.ids) {
    for (const others of combinationsOf(rest)) yield { [first.path]: id, ...others };
  }
}

/** The database gives the paths back in an order of its own. */
function keyOf(inputs: Run['inputs']): string {
  return JSON.stringify(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `knit#id:…` is the data itself; all other tags are what people gave it. */
function has(data: Data, { key, value }: { readonly key: string; readonly value: string }): boolean {
  if (key === 'knit#id') return data.id === value;
  return data.tags.some((tag) => tag.key === key && tag.value === value);
}
