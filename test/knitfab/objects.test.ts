import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BackendConfig } from '../../src/knitfab/config.ts';
import { agentPod, claimOf, workerJob } from '../../src/knitfab/objects/index.ts';
import type { Data, Run } from '../../src/knitfab/store/index.ts';

const it = suite('objects of knitfab');

function configOf(imagePullSecret?: string, fsGroup?: number): BackendConfig {
  const volume = { storageClassName: 's', initialCapacity: '1Gi', ...(fsGroup === undefined ? {} : { fsGroup }) };
  return {
    port: 8080,
    cluster: {
      namespace: 'n',
      database: 'postgres://d/knit',
      ...(imagePullSecret === undefined ? {} : { imagePullSecret }),
      dataAgent: { image: 'a', port: 8080, volume },
      worker: { priority: 'p', init: { image: 'i' }, nurse: { image: 'n', serviceAccount: 'knit-nurse' } },
    },
  };
}

const data: Data = { id: 'd', state: 'ready', claim: 'data-d', tags: [], createdAt: new Date(0), run: 'r' };
const run = {
  id: 'r',
  plan: { image: 'train:1', args: [], resources: {}, outputs: [{ path: '/out', tags: [] }] },
  inputs: { '/in': 'a' },
  outputs: { '/out': 'b' },
  log: 'c',
} as unknown as Run;
const claims = new Map([
  ['a', 'data-a'],
  ['b', 'data-b'],
  ['c', 'data-c'],
]);

interface Pod {
  readonly imagePullSecrets?: object;
  readonly securityContext?: object;
  readonly automountServiceAccountToken: boolean;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly projected?: object }[];
}

interface Container {
  readonly name: string;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

const workerPod = (config: BackendConfig) =>
  (workerJob(run, claims, config) as never as { spec: { template: { spec: Pod } } }).spec.template.spec;
const podOfAgent = (config: BackendConfig) => (agentPod('x', data, 'read', config) as never as { spec: Pod }).spec;

it('pods are pulled with the Secret, and write as the group, that the settings name', () => {
  for (const podOf of [workerPod, podOfAgent]) {
    const pod = podOf(configOf('pull', 65_534));
    assert.equal(pod.imagePullSecrets, [{ name: 'pull' }]);
    assert.equal(pod.securityContext, { fsGroup: 65_534, fsGroupChangePolicy: 'OnRootMismatch' });
    const plain = podOf(configOf());
    assert.equal([plain.imagePullSecrets, plain.securityContext], [undefined, undefined]);
  }
});

it('the nurse alone has the account', () => {
  const { automountServiceAccountToken, initContainers = [], containers, volumes } = workerPod(configOf());
  assert.is(automountServiceAccountToken, false);
  const account = volumes.find(({ projected }) => projected !== undefined)?.name;
  const holders = [...initContainers, ...containers].filter(({ volumeMounts }) =>
    volumeMounts.some(({ name }) => name === account),
  );
  assert.equal(
    holders.map(({ name }) => name),
    ['nurse'],
  );
});

it('a run reads its inputs and writes its outputs', () => {
  const [main] = workerPod(configOf()).containers;
  assert.equal(
    main?.volumeMounts.map(({ mountPath, readOnly }) => [mountPath, readOnly]),
    [
      ['/in', true],
      ['/out', false],
    ],
  );
});

it('a volume says which data and which run it is of', () => {
  const { labels } = claimOf(data, configOf()).metadata;
  assert.equal([labels?.['knitfab/data'], labels?.['knitfab/run']], ['d', 'r']);
});

it.run();
