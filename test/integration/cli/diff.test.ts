import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually } from '../../support/cluster.ts';
import { installed, untilConditions, upgraded } from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';
import { installByHelm, replanted, tool, vaultStage, watchesFile } from './vault.ts';

const it = suite('capstan diff');
const stage = await vaultStage();
const { cluster, namespace, test } = stage;
it.after(() => stage.close());

const diff = (name: string, ...flags: readonly string[]) =>
  tool(stage, 'diff', name, '--watches-file', watchesFile, '--exit-code', ...flags);

interface Diff {
  readonly decision: string;
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly does: string;
    readonly diff?: string;
  }[];
  readonly hooks: readonly { readonly event: string; readonly name: string }[];
}

const data = async (name: string) => JSON.parse((await diff(name, '-o', 'json')).stdout) as Diff;

const deeds = ({ objects }: Diff) => objects.map(({ kind, name, does }) => `${does} ${kind} ${name}`);

await stage.create('w', { color: 'blue', extra: true });
await untilConditions(cluster, stage.ref('w'), installed);

it('nothing, with exit code 0, right after an install', async () => {
  const { code, stdout, stderr } = await diff('w');
  assert.equal(
    { code, stdout, stderr },
    { code: 0, stdout: `release ${namespace}/w stays as it is: up to date\n`, stderr: '' },
  );
});

it('that a release which another program recorded is taken over as it is', async () => {
  await stage.operator.kill();
  const record = { group: '', version: 'v1', kind: 'Secret', namespace, name: 'sh.helm.release.v1.w.v1' };
  const { annotations = {} } = (await cluster.get(record))?.metadata ?? {};
  const without = Object.fromEntries(Object.keys(annotations).map((key) => [key, null]));
  await cluster.patch(record, { type: 'merge', body: { metadata: { annotations: without } } });
  const { code, stdout } = await diff('w');
  assert.match(
    stdout,
    `release ${namespace}/w keeps its revision: the same objects would come of another\n\nno object changes\n`,
  );
  assert.is(code, 0);
  assert.is((await data('w')).decision, 'keep');
  await stage.restart();
  await eventually(async () => assert.ok((await cluster.get(record))?.metadata.annotations));
  assert.match((await diff('w')).stdout, 'stays as it is: up to date');
});

it('what an upgrade would do, and then does', async () => {
  await stage.operator.kill();
  await stage.edit('w', { color: 'green', extra: false, password: replanted });
  const { code, stdout } = await diff('w');
  assert.is(code, 2);
  assert.match(stdout, /^ConfigMap \S+\/w-settings {2}to be changed\n@@ [^@]+ @@\n/m);
  assert.match(stdout, '\n-  color: blue\n+  color: green\n');
  assert.match(stdout, '\n-  password: "****"\n+  password: "**** (changed)"\n');
  assert.match(stdout, /^ConfigMap \S+\/w-extra {2}to be deleted$/m);
  assert.match(stdout, '\nSecret w-hook runs as pre-upgrade hook\n');
  assert.match(stdout, /\n2 to be changed, 1 to be deleted\n$/);
  const told = await data('w');
  assert.is(told.decision, 'upgrade');
  assert.equal(deeds(told), ['change Secret w-auth', 'change ConfigMap w-settings', 'delete ConfigMap w-extra']);
  await stage.restart();
  await untilConditions(cluster, stage.ref('w'), upgraded);
  assert.is((await diff('w')).code, 0);
});

it('what drift would be put right', async () => {
  await stage.operator.kill();
  await cluster.delete(configMapRef(namespace, 'w-settings'));
  const secret = { ...configMapRef(namespace, 'w-auth'), kind: 'Secret' };
  await cluster.patch(secret, { type: 'merge', body: { data: { password: 'b3RoZXI=' } } });
  const told = await data('w');
  assert.is(told.decision, 'correct');
  assert.equal(deeds(told), ['change Secret w-auth', 'create ConfigMap w-settings']);
  await stage.restart();
});

it('writes nothing, not even for a release that is to be installed', async () => {
  await stage.operator.kill();
  await stage.create('later', {});
  const mark = auditMark(test);
  const told = await data('widget/later');
  assert.is(told.decision, 'install');
  assert.equal(deeds(told), ['create Secret later-auth', 'create ConfigMap later-settings']);
  assert.equal(told.hooks, [{ event: 'pre-install', kind: 'Secret', name: 'later-hook' }]);
  const left = await Promise.all(
    ['later-settings', 'later-extra'].map((name) => cluster.get(configMapRef(namespace, name))),
  );
  assert.equal(left, [undefined, undefined]);
  assert.equal(
    auditEvents(test, mark).filter(
      ({ name, code, verb }) => name === 'later' && code < 300 && verb !== 'get' && verb !== 'list' && verb !== 'watch',
    ),
    [],
  );
  await stage.restart();
});

it('a suspended resource stays as it is, one without an operator has none to ask, a file without its kind is named', async () => {
  await stage.annotate('w', { 'capstan.dev/suspend': 'true' });
  assert.match((await diff('w')).stdout, 'stays as it is: the resource is suspended');
  await installByHelm(stage, 'byhand');
  assert.match((await diff('byhand')).stderr, /no operator looks after release .*it was installed by hand/);
  const other = await tool(stage, 'diff', 'w', '--watches-file', '/nonexistent/watches.yaml');
  assert.match(other.stderr, /does not exist .*WATCHES_INVALID/);
});

it.run();
