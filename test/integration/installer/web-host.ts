import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { join } from 'node:path';
import { certificateTemplate, createCertificate } from '../../../src/template/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

/** A host of the web as a program sees it that is given these variables. */
export interface WebHost extends Disposable {
  readonly env: Readonly<Record<string, string>>;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

/** Plays `host`, with TLS, for the files of a folder: a proxy leads there, whatever the name says elsewhere. */
export async function playHost(host: string, folder: string): Promise<WebHost> {
  const { certificate, key } = ownCertificate(host);
  const asked: string[] = [];
  const web = createServer({ cert: certificate, key }, async ({ url = '/' }, response) => {
    asked.push(url);
    try {
      response.end(await readFile(join(folder, url)));
    } catch {
      response.writeHead(404).end();
    }
  });
  const port = await listen(web);
  const proxy = createProxy().on('connect', ({ url }, socket, head) => {
    if (url !== `${host}:443`) return socket.destroy();
    const way = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      way.write(head);
      way.pipe(socket).pipe(way);
    });
    way.on('error', () => socket.destroy());
    return socket.on('error', () => way.destroy());
  });
  return {
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}`,
      NODE_EXTRA_CA_CERTS: writeText(join(scratchFolder(), 'ca.crt'), certificate),
    },
    asked,
    [Symbol.dispose]: () => {
      for (const server of [proxy, web]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

function ownCertificate(host: string): { readonly certificate: string; readonly key: string } {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const template = { ...certificateTemplate(host, 1, new Date(), randomBytes), dnsNames: [host], isAuthority: true };
  const certificate = new X509Certificate(createCertificate(template, key, key)).toString();
  return { certificate, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}
