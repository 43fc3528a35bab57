import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, loadConnection } from '../../src/cluster/index.ts';
import { lookOnce } from '../../src/knitfab/knit-vex/index.ts';
import { readJson, send } from '../../src/knitfab/web.ts';
import { silentLogger } from '../../src/log/index.ts';
import { kubeconfigText } from '../cluster/support/folder.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { serveHandler } from './serve-handler.ts';

const it = suite('a look of the volume expander');
const gib = 2 ** 30;

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations?: object };
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

const claim = (name: string, storage: string, annotations?: object): Claim => ({
  metadata: { name, namespace: 'n', ...(annotations && { annotations }) },
  spec: { resources: { requests: { storage } } },
});
const full = (name: string, capacityBytes: number, namespace = 'n') => ({
  availableBytes: 1,
  capacityBytes,
  pvcRef: { name, namespace },
});

it('makes each claim grow that is nearly full; one that cannot be changed or read keeps no other from it', async () => {
  const claims = [
    claim('taken', '1Gi'),
    claim('odd', 'a lot'),
    claim('kept', '1Gi', { 'vex.knitfab/managed': 'false' }),
    claim('large', '1Pi'),
    claim('plain', '1Gi'),
  ];
  const volume = [...claims.map(({ metadata }) => full(metadata.name, gib)), full('plain', gib, 'other')];
  const changed: Record<string, string> = {};
  await using server = await serveHandler(async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/api/v1/nodes/node-1/proxy/stats/summary') return send(response, 200, { pods: [{ volume }, {}] });
    if (request.method === 'PUT') {
      const { metadata, spec } = (await readJson(request)) as Claim;
      if (metadata.name === 'taken') return send(response, 409, { kind: 'Status', message: 'it has changed' });
      changed[metadata.name] = spec.resources.requests.storage;
      return send(response, 200, {});
    }
    const kind = {
      name: 'persistentvolumeclaims',
      singularName: '',
      namespaced: true,
      kind: 'PersistentVolumeClaim',
      verbs: [],
    };
    const answers: Readonly<Record<string, object>> = {
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/apis': { kind: 'APIGroupList', groups: [] },
      '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [kind] },
      '/api/v1/namespaces/n/persistentvolumeclaims': { kind: 'PersistentVolumeClaimList', metadata: {}, items: claims },
    };
    send(response, 200, answers[path] ?? {});
  });
  const kubeconfig = writeText(join(scratchFolder(), 'kubeconfig'), kubeconfigText({ server: server.url }));
  const cluster = new Cluster(loadConnection({ kubeconfig, userAgent: 'test', env: {} }));
  const look = { cluster, log: silentLogger, namespace: 'n', node: 'node-1', margin: gib, delta: 5 * gib };
  assert.equal(await lookOnce(look, new AbortController().signal), ['plain']);
  assert.equal(changed, { plain: String(6 * gib) });
  await cluster.close();
});

it.run();
