import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, loadConnection } from '../../src/cluster/index.ts';
import { keepLog } from '../../src/knitfab/knit-nurse/index.ts';
import { silentLogger } from '../../src/log/index.ts';
import { faultServer } from '../cluster/support/fault-server.ts';
import { kubeconfigText } from '../cluster/support/folder.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('keeping a log');
const stamp = (second: number) => `2026-01-02T03:04:0${second}.000000000Z`;

/** Answers each reading of the log by the next of `readings`; the container has ended when they are all but one through. */
async function keep(...readings: readonly ((response: ServerResponse) => void)[]) {
  let read = 0;
  const asked: string[] = [];
  await using server = await faultServer(({ url = '' }, response) => {
    if (url.includes('/log?')) {
      asked.push(new URL(url, 'http://x').searchParams.get('sinceTime') ?? '');
      return readings[read++]?.(response);
    }
    const state = read >= readings.length - 1 ? { terminated: { exitCode: 0 } } : { running: {} };
    response.setHeader('content-type', 'application/json');
    const status = { containerStatuses: [{ name: 'main', state }] };
    response.end(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status, ...discovery(url) }));
  });
  const folder = scratchFolder();
  const kubeconfig = writeText(join(folder, 'kubeconfig'), kubeconfigText({ server: server.url }));
  const cluster = new Cluster(loadConnection({ kubeconfig, userAgent: 'test', env: {} }));
  const file = join(folder, 'log');
  const watched = { cluster, namespace: 'n', pod: 'p', container: 'main', log: silentLogger };
  const bytes = await keepLog(watched, file, new AbortController().signal);
  await cluster.close();
  return { text: readFileSync(file, 'utf8'), bytes, asked };
}

/** What there is on this server, where that is what is asked for. */
function discovery(url: string): object {
  const pods = { name: 'pods', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] };
  const answers: Readonly<Record<string, object>> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', groups: [] },
    '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [pods] },
  };
  return answers[url] ?? {};
}

it('goes on where a log was cut off, in the middle of a line too', async () => {
  const whole = [`${stamp(1)} one\n`, `${stamp(2)} \n`, `${stamp(3)} three\n`, `${stamp(4)} end`];
  const { text, bytes, asked } = await keep(
    (response) => {
      response.write(`${whole[0]}${whole[1]}${stamp(3)} thr`);
      setTimeout(() => response.destroy(), 50);
    },
    (response) => response.end(whole.slice(2).join('')),
  );
  assert.is(text, 'one\n\nthree\nend');
  assert.is(bytes, text.length);
  assert.equal(asked, ['', stamp(3)]);
});

it('a server that ends a follow while the container runs is asked again', async () => {
  const { text } = await keep(
    (response) => response.end(`${stamp(1)} one\n`),
    (response) => response.writeHead(500).end(),
    (response) => response.end(`${stamp(1)} one\n${stamp(2)} two\n`),
  );
  assert.is(text, 'one\ntwo\n');
});

it.run();
