import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Served {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): void;
}

/** A web server for the files of a folder. @param spoil answers itself, and says so, where something is to go wrong */
export async function serveFolder(
  folder: string,
  spoil: (path: string, response: import('node:http').ServerResponse) => boolean = () => false,
): Promise<Served> {
  const server = createServer(async ({ url = '/' }, response) => {
    if (spoil(url, response)) return;
    try {
      response.end(await readFile(join(folder, url)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
