import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { helm } from '../../support/kubectl.ts';
import { installed, untilConditions } from '../../support/resources.ts';
import { dataTold, installByHelm, planted, program, told, tool, vaultStage } from './vault.ts';

const it = suite('capstan get and list');
const stage = await vaultStage();
const { cluster, namespace, test } = stage;
it.after(() => stage.close());

await stage.create('w', { color: 'blue' });
await untilConditions(cluster, stage.ref('w'), installed);
await installByHelm(stage, 'byhand', '--set', 'color=green,extra=true');

for (const name of ['w', 'byhand']) {
  it(`${name}: says what helm says of the release, without its Secrets`, async () => {
    const helms = (...words: readonly string[]) => helm(test.kubeconfig, '-n', namespace, 'get', ...words);
    const masked = (text: string) => text.replaceAll(planted, '****').replaceAll('"****"', '****');
    for (const words of [['values'], ['values', '--all'], ['notes']]) {
      const [part = '', ...flags] = words;
      const want = masked(await helms(part, name, ...flags));
      assert.is((await told(stage, 'get', part, name, ...flags)).replaceAll("'****'", '****'), want);
    }
    for (const part of ['manifest', 'hooks']) {
      const documents = (text: string) =>
        text
          .trim()
          .split('---\n')
          .filter((one) => !one.includes('kind: Secret'));
      assert.equal(documents(await told(stage, 'get', part, name)), documents(await helms(part, name)));
    }
  });

  it(`${name}: shows Secrets where they are asked for, to the letter`, async () => {
    const want = await helm(test.kubeconfig, '-n', namespace, 'get', 'manifest', name);
    const { stdout } = await program(test.kubeconfig, 'get', 'manifest', name, '--show-secrets', '-n', namespace);
    assert.is(stdout, want);
    assert.match(stdout, planted);
  });

  it(`${name}: all of it at once, and none of its Secrets`, async () => {
    const text = await told(stage, 'get', 'all', name);
    for (const part of ['USER-SUPPLIED VALUES:', 'COMPUTED VALUES:', 'HOOKS:', 'MANIFEST:', 'NOTES:', 'REVISION: 1']) {
      assert.match(text, part);
    }
  });
}

it('metadata as data, with the owner', async () => {
  const { deployedAt, ...rest } = await dataTold<Record<string, unknown>>(stage, 'get', 'metadata', 'w');
  assert.ok(Date.parse(String(deployedAt)) > 0);
  assert.equal(rest, {
    name: 'w',
    chart: 'vault',
    version: '1.2.3',
    appVersion: '4.5',
    namespace,
    revision: 1,
    status: 'deployed',
    owner: 'Widget/w',
  });
  assert.equal(await dataTold(stage, 'get', 'values', 'byhand'), { color: 'green', extra: true });
});

it('a revision that is not there, a part that is not there, a release that is not there', async () => {
  assert.match((await tool(stage, 'get', 'notes', 'w', '--revision', '7')).stderr, 'has no revision 7');
  assert.match((await tool(stage, 'get', 'nothing', 'w')).stderr, "unknown command 'nothing'");
  const { code, stderr } = await tool(stage, 'get', 'manifest', 'nobody', '-o', 'json');
  assert.is(code, 1);
  assert.match(
    (await tool(stage, 'get', 'manifest', 'nobody')).stderr,
    /there is no release nobody .*RELEASE_NOT_FOUND/,
  );
  assert.match(stderr, 'unknown option');
});

it('list has both, with their owners and readiness, and what is not installed', async () => {
  await stage.create('broken', { color: 'bad' });
  await untilConditions(cluster, stage.ref('broken'), { Initialized: 'True', ReleaseFailed: 'True InstallError' });
  const lines = await dataTold<Record<string, unknown>[]>(stage, 'list');
  assert.equal(
    lines.map(({ name, owner, revision, status, ready, objects }) => ({
      name,
      owner,
      revision,
      status,
      ready,
      objects,
    })),
    [
      { name: 'broken', owner: owner('broken'), revision: 0, status: 'failed', ready: 0, objects: 0 },
      { name: 'byhand', owner: undefined, revision: 1, status: 'deployed', ready: 3, objects: 3 },
      { name: 'w', owner: owner('w'), revision: 1, status: 'deployed', ready: 2, objects: 2 },
    ],
  );
  const [head, ...rows] = (await told(stage, 'list')).trimEnd().split('\n');
  assert.match(head ?? '', /^NAME +OWNER +REVISION +STATUS +READY +AGE$/);
  assert.match(rows[1] ?? '', /^byhand +- +1 +deployed +3\/3 +\d+[smh]$/);
  const everywhere = await program(test.kubeconfig, 'list', '-A');
  assert.match(everywhere.stdout, new RegExp(`^${namespace} +w +Widget/w`, 'm'));
});

function owner(name: string) {
  return { kind: 'Widget', name, apiVersion: 'test.capstan.dev/v1' };
}

it('names of releases are completed', async () => {
  const asked = await program(test.kubeconfig, '__complete', 'status', '-n', namespace, '');
  assert.equal(
    asked.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0]),
    ['byhand', 'w'],
  );
});

it.run();
