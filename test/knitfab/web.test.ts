import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { issueAuthority, issueServer } from '../../src/installer/certificates/index.ts';
import { readJson, send } from '../../src/knitfab/web.ts';
import { serveHandler } from './serve-handler.ts';

const it = suite('web of knitfab');

it('waits at its end for what requests have to put right', async () => {
  const happened: string[] = [];
  const begun = Promise.withResolvers<void>();
  const server = await serveHandler(async (asked) => {
    begun.resolve();
    try {
      await readJson(asked);
    } finally {
      await sleep(50);
      happened.push('put right');
    }
  });
  const endless = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) });
  const sent = fetch(server.url, { method: 'POST', body: endless, duplex: 'half' } as RequestInit).catch(() => 'cut');
  await begun.promise;
  await server[Symbol.asyncDispose]();
  happened.push('ended');
  assert.equal([await sent, ...happened], ['cut', 'put right', 'ended']);
});

it('speaks TLS with the certificate that it is given', async () => {
  const authority = await issueAuthority(new Date());
  const certificate = await issueServer(['127.0.0.1'], authority, new Date());
  await using server = await serveHandler(async (_, response) => send(response, 200, { ok: true }), certificate);
  const dispatcher = new Agent({ connect: { ca: authority.cert } });
  assert.is((await request(server.url, { dispatcher })).statusCode, 200);
  const stranger = await request(server.url).catch((error: { code?: string }) => error);
  assert.match(String((stranger as { code?: string }).code), /SELF_SIGNED|UNABLE_TO_/);
  await dispatcher.close();
});

it.run();
