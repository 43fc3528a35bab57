import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { kubeconfigText, temporaryFolder } from '../../cluster/support/folder.ts';

export interface LosingProxy extends AsyncDisposable {
  readonly kubeconfig: string;
  /** The next answers are waited for and then lost: the request was carried out, the client sees a reset. */
  readonly loseAnswers: (count: number) => void;
}

/** Passes requests on to the API server, one after another, with the caller's headers. */
export async function losingProxy(kubeconfig: string): Promise<LosingProxy> {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const { server: upstream, 'certificate-authority-data': authority } = config.clusters[0].cluster;
  const agent = new Agent({ connect: { ca: Buffer.from(authority, 'base64') } });
  let toLose = 0;
  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers;
    const body = (await text(incoming)) || null;
    const answer = await request(upstream + incoming.url, {
      method: incoming.method as 'GET',
      headers,
      body,
      dispatcher: agent,
    });
    const content = await answer.body.text();
    if (toLose-- > 0) return void incoming.socket.resetAndDestroy();
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) }).end(content);
  };
  const proxy = createServer((incoming, response) => void pass(incoming, response));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const server = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    kubeconfig: temporaryFolder({ c: kubeconfigText({ server }, config.users[0].user) }).path('c'),
    loseAnswers: (count) => {
      toLose = count;
    },
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await agent.close();
    },
  };
}
