import { readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create, extract } from 'tar';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { type Handler, refuse } from '../web.ts';

const emptyArchive = Buffer.alloc(1_024);

/** What a volume brings along itself and is not the data's. */
const foreign = new Set(['lost+found']);

/**
 * GET answers with the folder as a tar archive, POST unpacks the body's into it. A folder is written once: 409 when there is
 * something in it. What is half-written is told by the connection's end, and the data never becomes ready.
 */
export function agentServer(folder: string, mode: 'read' | 'write', log: Logger): Handler {
  return async (request, response) => {
    const entries = readdirSync(folder).filter((name) => !foreign.has(name));
    if (request.method === 'GET' && mode === 'read') {
      response.writeHead(200, { 'content-type': 'application/x-tar' });
      if (entries.length === 0) response.end(emptyArchive);
      else await pipeline(create({ cwd: folder, portable: true }, entries.map(asPath)), response);
      return;
    }
    if (request.method === 'POST' && mode === 'write') {
      if (entries.length > 0) return refuse(response, 409, 'there is data already');
      await unpack(request, folder);
      log.info('data was written', { entries: readdirSync(folder).length });
      response.writeHead(204).end();
      return;
    }
    refuse(response, 405, `this agent is there to ${mode}`);
  };
}

/** To tar a name that begins with @ is an archive to take over. */
function asPath(name: string): string {
  return `./${name}`;
}

/** What would come to lie outside is an error to tar, with a code of its own. */
async function unpack(archive: Readable, folder: string): Promise<void> {
  try {
    await pipeline(archive, extract({ cwd: folder, strict: true }));
  } catch (error) {
    if (!(error instanceof Error && 'tarCode' in error)) throw error;
    throw new CapstanError('REQUEST_INVALID', `the archive cannot be taken: ${messageOf(error)}`, { cause: error });
  }
}
