import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadChart } from '../../../src/chart/index.ts';
import { messageOf } from '../../../src/errors/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { deploy } from '../../../src/release/index.ts';
import { writeChart } from '../../support/go-charts.ts';
import { helm } from '../../support/kubectl.ts';
import { installed, untilConditions, upgraded } from '../../support/resources.ts';
import { dataTold, installByHelm, told, vaultChart, vaultStage } from './vault.ts';

const it = suite('capstan history');
const stage = await vaultStage();
const { namespace, test } = stage;
it.after(() => stage.close());

const asHelm = async (name: string) =>
  JSON.parse(await helm(test.kubeconfig, '-n', namespace, 'history', name, '-o', 'json'));

/** Helm writes the time zone of the machine. */
const withoutTimes = (revisions: readonly { readonly updated: string }[]) =>
  revisions.map(({ updated, ...rest }) => ({ ...rest, hasTime: Date.parse(updated) > 0 }));

it('has helm’s data, of a release of ours and of one of helm’s', async () => {
  await stage.create('w', { color: 'blue' });
  await untilConditions(stage.cluster, stage.ref('w'), installed);
  await stage.edit('w', { color: 'green' });
  await untilConditions(stage.cluster, stage.ref('w'), upgraded);
  await installByHelm(stage, 'byhand');
  await helm(test.kubeconfig, '-n', namespace, 'upgrade', 'byhand', vaultChart, '--description', 'by hand');
  for (const name of ['w', 'byhand']) {
    const revisions = await dataTold<{ updated: string }[]>(stage, 'history', name);
    assert.is(revisions.length, 2);
    assert.equal(withoutTimes(revisions), withoutTimes(await asHelm(name)));
  }
});

it('a table, and the newest alone where so many are asked for', async () => {
  const [head, first, second] = (await told(stage, 'history', 'w')).trimEnd().split('\n');
  assert.match(head ?? '', /^REVISION +UPDATED +STATUS +CHART +APP VERSION +DESCRIPTION$/);
  assert.match(first ?? '', /^1 +\S+ \S+ +superseded +vault-1\.2\.3 +4\.5 +Install complete$/);
  assert.match(second ?? '', /^2 +\S+ \S+ +deployed +vault-1\.2\.3 +4\.5 +Upgrade complete$/);
  const newest = (await told(stage, 'history', 'w', '--max', '1')).trimEnd().split('\n');
  assert.equal(newest.length, 2);
  assert.match(newest[1] ?? '', /^2 .* deployed .* Upgrade complete$/);
});

const service = `apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {ports: [{port: {{ .Values.port | quote }}}]}
`;

it('what is laid over the values is in no description, though the API server quotes it', async () => {
  const [secret, signal] = ['sekretport99', AbortSignal.timeout(60_000)];
  const chart = await loadChart(writeChart('sealed', { 'service.yaml': service }));
  const target = { cluster: stage.cluster, namespace, look: async () => [], timeoutMs: 30_000, log: silentLogger };
  const deployment = { name: 'sealed', chart, values: {}, data: { port: secret } };
  const failure = await deploy(deployment, target, () => {}, signal).catch(messageOf);
  assert.match(failure, secret, 'who deploys it masks what is thrown');
  const [revision] = await dataTold<{ status: string; description: string }[]>(stage, 'history', 'sealed');
  assert.is(revision?.status, 'failed');
  assert.is(revision?.description, `Release "sealed" failed: ${failure.replaceAll(secret, '****')}`);
  assert.not.match(await told(stage, 'status', 'sealed'), secret);
});

it.run();
