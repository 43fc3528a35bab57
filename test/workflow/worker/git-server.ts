import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { issueCertificate } from '../../../src/operator/sources/certificate.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

export interface GitServer extends AsyncDisposable {
  /** `https://localhost:PORT`; the repository is below it at the name of its folder. */
  readonly url: string;
  /** Of the authority that signed for it. */
  readonly caFile: string;
}

/** git's own server of repositories over https, for whoever has the password. */
export async function serveRepository(
  repository: string,
  login: { readonly user: string; readonly password: string },
): Promise<GitServer> {
  const wish = { commonName: 'localhost', dnsNames: ['localhost'], days: 1 };
  const issued = issueCertificate(wish, new Date(), randomBytes);
  const wanted = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const server = createServer({ key: issued['tls.key'], cert: issued['tls.crt'] }, (request, response) => {
    if (request.headers.authorization === wanted) return void answer(dirname(repository), request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    caFile: writeText(join(scratchFolder(), 'ca.crt'), issued['ca.crt'] as string),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** By CGI, as git-http-backend(1) tells. */
async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const { headers, method = 'GET' } = request;
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  backend.stdin.on('error', () => {}); // it answers without having read all
  request.pipe(backend.stdin);
  const output = await buffer(backend.stdout);
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, end).toString().split('\r\n');
  const fields = lines.map((line) => line.split(/:\s*/, 2) as [string, string]);
  const { Status: status = '200', ...others } = Object.fromEntries(fields);
  response.writeHead(Number.parseInt(status, 10), others).end(output.subarray(end + 4));
}
