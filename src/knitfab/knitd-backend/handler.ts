import { type Handler, refuse, send, targetOf } from '../web.ts';
import { giveLog } from './run-log.ts';
import { giveOut, takeIn } from './transfer.ts';
import type { BackendWorld } from './world.ts';

export type { BackendWorld } from './world.ts';

/**
 * POST /data?tag=KEY:VALUE…  a tar archive becomes data, 201 with it; GET /data/ID gives it back; GET /runs/ID/log is a run's
 * log, of its pod while it runs, of its volume afterwards.
 */
export function backendHandler(world: BackendWorld): Handler {
  return async (request, response) => {
    const { pathname, parts, query } = targetOf(request);
    const [kind, id, part] = parts;
    if (request.method === 'POST' && kind === 'data' && id === undefined) {
      return send(response, 201, await takeIn(world, query.getAll('tag'), request));
    }
    if (request.method === 'GET' && kind === 'data' && id !== undefined && part === undefined) {
      return giveOut(world, id, response);
    }
    if (request.method === 'GET' && kind === 'runs' && id !== undefined && part === 'log') {
      const run = await world.store.findRun(id);
      return run === undefined ? refuse(response, 404, `there is no run ${id}`) : giveLog(world, run, response);
    }
    refuse(response, 404, `there is no ${request.method} ${pathname}`);
  };
}
