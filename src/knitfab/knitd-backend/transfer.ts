import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { CapstanError } from '../../errors/index.ts';
import { createOnce } from '../create-once.ts';
import { forward } from '../forward.ts';
import { claimOf } from '../objects/index.ts';
import { type Data, parseTag } from '../store/index.ts';
import { refuse } from '../web.ts';
import { withAgent } from './agent.ts';
import type { BackendWorld } from './world.ts';

/** An archive becomes data. What was not written whole never becomes ready: it is garbage. */
export async function takeIn(
  world: BackendWorld,
  tags: readonly string[],
  archive: Readable,
): Promise<Data | undefined> {
  const { store, cluster, config, signal } = world;
  const data = await store.addData('uploading', tags.map(parseTag));
  try {
    await createOnce(cluster, claimOf(data, config), signal);
    await withAgent(world, data, 'write', async (url, gone) => {
      const answer = await forward(url, { method: 'POST', body: archive }, gone);
      const message = await text(answer);
      if (answer.statusCode !== 204) throw refusalOf(answer.statusCode, message);
      // while the agent is kept: what is uploading without one is given up by housekeeping
      if (await store.moveData(data.id, 'uploading', 'ready')) return;
      throw new CapstanError('UPSTREAM_FAILED', `data ${data.id} was given up while it was written`);
    });
    return await store.findData(data.id);
  } catch (error) {
    await store.moveData(data.id, 'uploading', 'garbage');
    throw error;
  }
}

export async function giveOut(world: BackendWorld, id: string, response: ServerResponse): Promise<void> {
  const data = await world.store.findData(id);
  if (data?.state !== 'ready') return refuse(response, 404, `there is no data ${id}`);
  await withAgent(world, data, 'read', async (url, gone) => {
    const answer = await forward(url, { method: 'GET' }, gone);
    if (answer.statusCode !== 200) throw refusalOf(answer.statusCode, await text(answer));
    response.writeHead(200, { 'content-type': 'application/x-tar' });
    await pipeline(answer, response);
  });
}

/** 400 is about what the user sent, all else about the agent. */
function refusalOf(status: number | undefined, message: string): CapstanError {
  const words = `the data agent answered ${status}: ${message.trim()}`;
  return new CapstanError(status === 400 ? 'REQUEST_INVALID' : 'UPSTREAM_FAILED', words);
}
