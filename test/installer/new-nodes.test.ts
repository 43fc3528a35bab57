import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readHelmSettings } from '../../src/cli/helm-settings.ts';
import type { Cluster } from '../../src/cluster/index.ts';
import { checkInstall, knitfabCharts, prepareSettings, readSettings } from '../../src/installer/index.ts';
import { localCapabilities } from '../../src/render/index.ts';
import { scratchFolder } from '../support/scratch.ts';
import { smallRepository } from './small-charts.ts';

const it = suite('nodes that have come since the settings were made');

const repository = await smallRepository();
const { signal } = new AbortController();

/** As far as it is asked before anything is made. */
function clusterOf(addresses: readonly string[]): Cluster {
  const items = addresses.map((address) => ({
    metadata: { name: address },
    status: { addresses: [{ type: 'InternalIP', address }] },
  }));
  return {
    server: 'https://10.10.0.1:6443',
    list: async () => ({ items }),
    get: async () => undefined,
    discovery: { capabilities: async () => localCapabilities() },
  } as unknown as Cluster;
}

it('are told, as the certificate is not for them', async () => {
  const folder = join(scratchFolder(), 'settings');
  const source = {
    chartVersion: 'v0.1.0',
    chartRepositoryRoot: pathToFileURL(repository).href,
    repository: 'a/b',
    branch: 'main',
    imageRepositoryHost: 'h',
    pullSecret: '',
    tls: true,
  };
  const web = { now: new Date(), repository: readHelmSettings({}, { HOME: scratchFolder() }) };
  const nothing = () => {};
  const told: string[] = [];
  await prepareSettings(
    clusterOf(['10.10.0.2']),
    {
      ...web,
      settings: folder,
      namespace: 'n',
      source,
      given: {},
      kubeconfig: '{}',
      onStep: nothing,
      onWarning: nothing,
    },
    signal,
  );
  const settings = await readSettings(folder, knitfabCharts);
  const events = {
    onStep: nothing,
    onWarning: (line: string) => told.push(line),
    onChart: nothing,
    onProgress: nothing,
    onReady: nothing,
  };
  await checkInstall(clusterOf(['10.10.0.2']), { ...web, settings, events }, signal);
  assert.equal(told, []);
  await checkInstall(clusterOf(['10.10.0.2', '10.10.0.5']), { ...web, settings, events }, signal);
  const file = join(folder, 'certs', 'server.crt');
  assert.equal(told, [`${file} is not for 10.10.0.5: clients that ask there refuse it`]);
});

it.run();
