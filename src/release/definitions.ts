import { type Cluster, type KubeObject, readinessOf, refOf, takeOverFields } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import { chartDefinitions } from '../render/index.ts';
import { waitForDefinitions } from './apply.ts';
import type { ReleaseContext } from './context.ts';
import type { CrdPolicy, ReleasePolicy } from './policy.ts';
import { valuesToRender } from './render-revision.ts';

/**
 * crds/ of a chart, before anything is rendered. They belong to no release: nothing says whose they are, and nothing ever
 * deletes them. Helm makes those that are missing, once, when the release is installed.
 * @returns whether any was made or changed: the API server may serve other kinds than before. One that another release has
 * only just made is waited for like an own.
 */
export async function bringDefinitions(
  mode: 'install' | 'upgrade',
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<boolean> {
  const bring = waysTo[context.policy.crds][mode];
  if (!bring) return false;
  const crds = chartDefinitions(context.chart, valuesToRender(context));
  const brought = await Promise.all(crds.map(({ object }) => bring(context.cluster, object as KubeObject, signal)));
  const news = brought.filter((object) => object !== undefined);
  await waitForDefinitions(
    news.map((object) => ({ object, item: { ref: refOf(object) } })),
    context,
    signal,
  );
  return news.length > 0;
}

/** Whether crds/ are looked at at all. */
export function hasDefinitionsIn(mode: 'install' | 'upgrade', { crds }: Pick<ReleasePolicy, 'crds'>): boolean {
  return waysTo[crds][mode] !== undefined;
}

/** @returns undefined when there was nothing to do, and nothing to wait for */
type Bring = (cluster: Cluster, object: KubeObject, signal: AbortSignal) => Promise<KubeObject | undefined>;

const waysTo: Readonly<Record<CrdPolicy, { readonly install?: Bring; readonly upgrade?: Bring }>> = {
  Skip: {},
  Create: { install: createIfMissing },
  CreateReplace: { install: createOrReplace, upgrade: createOrReplace },
};

async function createIfMissing(
  cluster: Cluster,
  object: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  const found = await cluster.get(refOf(object), signal);
  if (found) return readinessOf(found).status === 'Current' ? undefined : found;
  try {
    return await cluster.create(object, {}, signal);
  } catch (error) {
    if (isCapstanError(error, 'ALREADY_EXISTS')) return object;
    throw error;
  }
}

/** What Helm or an earlier chart wrote is ours afterwards, so that a version or field that the chart drops goes away. */
async function createOrReplace(
  cluster: Cluster,
  object: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  const found = await cluster.get(refOf(object), signal);
  if (found) await takeOverFields(cluster, found, signal);
  const { object: live } = await cluster.apply(object, { force: true }, signal);
  return found && found.metadata.generation === live.metadata.generation ? undefined : live;
}
