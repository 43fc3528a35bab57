import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isCapstanError } from '../../errors/index.ts';
import { jobName } from '../objects/index.ts';
import { isOver, type Run } from '../store/index.ts';
import { refuse } from '../web.ts';
import { giveOut } from './transfer.ts';
import type { BackendWorld } from './world.ts';

/** A run's log as it is now: as text of its pod, as the archive of one file when it is over. */
export async function giveLog(world: BackendWorld, run: Run, response: ServerResponse): Promise<void> {
  const { cluster, config, signal } = world;
  if (isOver(run.state)) {
    const isKept = (await world.store.findData(run.log))?.state === 'ready';
    return isKept ? giveOut(world, run.log, response) : refuse(response, 404, `run ${run.id} never started: no log`);
  }
  const { namespace } = config.cluster;
  const gvk = { group: '', version: 'v1', kind: 'Pod' };
  const [pod] = (await cluster.list({ gvk, namespace, labelSelector: `job-name=${jobName(run)}` }, signal)).items;
  const none = `run ${run.id} is ${run.state}: it has no log yet`;
  if (pod === undefined) return refuse(response, 404, none);
  const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/log`;
  const query = { container: 'main' };
  const bytes = cluster.bytes({ method: 'GET', path, query, accept: '*/*' }, signal, () => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  });
  try {
    await pipeline(Readable.from(bytes, { objectMode: false }), response);
  } catch (error) {
    // a container that waits to start has none
    if (response.headersSent || !isCapstanError(error, 'OBJECT_INVALID', 'NOT_FOUND')) throw error;
    refuse(response, 404, none);
  }
}
