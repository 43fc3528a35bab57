import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { installed, untilConditions } from '../../support/resources.ts';
import { dataTold, installByHelm, told, tool, vaultStage } from './vault.ts';

const it = suite('capstan status');
const stage = await vaultStage();
const { cluster, namespace } = stage;
it.after(() => stage.close());

interface Status {
  readonly status: string;
  readonly ready: boolean;
  readonly revision: number;
  readonly owner?: string;
  readonly lastError?: { readonly reason: string; readonly message: string; readonly hint?: string };
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
  readonly objects: readonly { readonly object: string; readonly status: string; readonly message: string }[];
}

it('a release that is well: conditions, objects, and exit code 0', async () => {
  await stage.create('w', { replicas: 1 });
  await untilConditions(cluster, stage.ref('w'), installed);
  await eventually(async () => {
    const { code, stdout } = await tool(stage, 'status', 'w', '--exit-code');
    assert.is(code, 0, stdout);
    assert.match(stdout, /^Status: +deployed, revision 1, /m);
    assert.match(stdout, /^Ready: +3 of 3 objects$/m);
    assert.match(stdout, /^Deployed +True +InstallSuccessful +\S+ +The password of w is \*\*\*\*\.$/m);
    assert.match(stdout, /^Deployment w +Ready +1 of 1 ready$/m);
  });
});

it('an object that is missing, in words and as data, and exit code 2', async () => {
  await installByHelm(stage, 'byhand');
  await cluster.delete({ group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'byhand-settings' });
  assert.is((await tool(stage, 'status', 'byhand', '--exit-code')).code, 2);
  const { ready, owner, objects, conditions } = await dataTold<Status>(stage, 'status', 'byhand');
  assert.equal({ ready, owner, conditions }, { ready: false, owner: undefined, conditions: [] });
  assert.equal(
    objects.map(({ object, status, message }) => [object, status, message]),
    [
      [`Secret ${namespace}/byhand-auth`, 'Current', 'exists'],
      [`ConfigMap ${namespace}/byhand-settings`, 'InProgress', 'missing'],
    ],
  );
});

it('what went wrong last, with its hint by itself, also where nothing was ever installed', async () => {
  await stage.create('broken', { color: 'bad' });
  await untilConditions(cluster, stage.ref('broken'), { Initialized: 'True', ReleaseFailed: 'True InstallError' });
  for (const name of ['broken', 'widget/broken', 'widgets.test.capstan.dev/broken']) {
    const { status, lastError, revision, owner } = await dataTold<Status>(stage, 'status', name);
    assert.equal({ status, revision, owner }, { status: 'absent', revision: 0, owner: 'Widget broken' });
    assert.is(lastError?.reason, 'InstallError');
    assert.match(lastError?.message ?? '', 'no such color');
  }
  assert.match(await told(stage, 'status', 'broken'), /^Last error: .*no such color/m);
  assert.match((await tool(stage, 'status', 'gadget/broken')).stderr, 'no kind of custom resources called "gadget"');
});

it.run();
