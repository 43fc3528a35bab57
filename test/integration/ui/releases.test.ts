import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type {
  ReleaseDetail,
  ReleaseDiff,
  ReleaseList,
  RevisionList,
  TreeItem,
} from '../../../src/server/releases/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, userKubeconfig } from '../../support/cluster.ts';
import { installed, untilConditions, upgraded } from '../../support/resources.ts';
import { installByHelm, planted, replanted, vaultStage } from '../cli/vault.ts';
import { accountWith, eventsAt, eventThat, startUi, token } from './support.ts';

const it = suite('releases for a page');
const stage = await vaultStage();
const { test, cluster, namespace } = stage;
const ui = await startUi(test.kubeconfig);
const own = `/api/releases/${namespace}`;
it.after(async () => {
  await ui.close();
  await stage.close();
});

await stage.create('ledger', { replicas: 2 });
await untilConditions(cluster, stage.ref('ledger'), installed);
await installByHelm(stage, 'byhand', '--set', 'extra=true');

it('asks for the token, lets nobody in by another name of this machine, and only shows', async () => {
  const status = async (path: string, init: RequestInit = {}) => (await fetch(ui.url + path, init)).status;
  assert.is(await status('/api/releases'), 401);
  assert.is(await status('/?token=another'), 401);
  const authorization = `Bearer ${token}`;
  assert.is(await status('/api/releases', { headers: { authorization } }), 200);
  assert.is(await status('/api/releases', { method: 'POST', headers: { authorization } }), 405);
  assert.is(await statusFor('ui.example.com'), 403);
  const opened = await fetch(`${ui.url}/nothing?token=${token}`);
  const cookie = opened.headers.get('set-cookie') ?? '';
  assert.match(cookie, /^capstan-ui-\d+=.*HttpOnly; SameSite=Strict/);
  assert.is(await status('/api/releases', { headers: { cookie: cookie.split(';')[0] ?? '' } }), 200);
});

it('lists every release, whoever made it, and a resource that never became one', async () => {
  await stage.create('broken', { color: 'bad' });
  await eventually(async () => {
    const { objects } = await ui.json<ReleaseList>('/api/releases');
    assert.equal(
      objects
        .filter((line) => line.namespace === namespace)
        .map(({ name, owner, status, ready, objects: total, health }) => [
          name,
          owner?.kind,
          status,
          ready,
          total,
          health,
        ]),
      [
        ['broken', 'Widget', 'failed', 0, 0, 'Failed'],
        ['byhand', undefined, 'deployed', 3, 3, 'Current'],
        ['ledger', 'Widget', 'deployed', 3, 3, 'Current'],
      ],
    );
  });
  const broken = await ui.json<ReleaseDetail>(`${own}/broken`);
  assert.match(broken.lastError?.message ?? '', /no such color/);
});

it('draws a tree from the custom resource to the Pods, with what was said of each', async () => {
  await eventually(async () => {
    const { tree, chart, notices } = await ui.json<ReleaseDetail>(`${own}/ledger`);
    assert.equal(kindsIn(tree), ['Widget', ['Secret', 'ConfigMap', ['Deployment', [['ReplicaSet', ['Pod', 'Pod']]]]]]);
    assert.equal([chart, notices], ['vault-1.2.3', []]);
    const reasons = (item: TreeItem | undefined) => item?.events.map(({ reason }) => reason) ?? [];
    assert.ok(
      reasons(tree.children[2]).includes('ScalingReplicaSet'),
      `of the Deployment: ${reasons(tree.children[2])}`,
    );
  });
});

it('tells what changes while it changes, and afterwards holds neither watch nor connection', async () => {
  const events = eventsAt(ui, `${own}/ledger/events`);
  const list = eventsAt(ui, '/api/releases/events');
  await eventThat<ReleaseDetail>(events, 'release', ({ revision }) => revision === 1);
  await stage.edit('ledger', { image: 'vault:2', color: 'blue', password: replanted });
  const { ready, objects } = await eventThat<ReleaseDetail>(
    events,
    'release',
    ({ revision, health }) => revision === 2 && health === 'Current',
  );
  assert.is(ready, objects);
  await eventThat<ReleaseDetail>(events, 'release', ({ tree }) =>
    tree.events.some(({ message }) => message === 'Upgraded to revision 2'),
  );
  await eventThat<ReleaseList>(list, 'releases', ({ objects: lines }) =>
    lines.some(({ name, revision }) => name === 'ledger' && revision === 2),
  );
  await Promise.all([events.return(), list.return()]);
  await eventually(() => assert.is(ui.connections.closed, ui.connections.opened));
});

it('shows what a revision changed, and of Secrets only that', async () => {
  await untilConditions(cluster, stage.ref('ledger'), upgraded);
  const { objects: revisions } = await ui.json<RevisionList>(`${own}/ledger/history`);
  assert.equal(
    revisions.map(({ revision, status, chart }) => [revision, status, chart]),
    [
      [1, 'superseded', 'vault-1.2.3'],
      [2, 'deployed', 'vault-1.2.3'],
    ],
  );
  const answer = await (await ui.get(`${own}/ledger/diff?from=1&to=2`)).text();
  for (const text of [planted, replanted]) {
    for (const form of [text, Buffer.from(text).toString('base64')]) assert.not.ok(answer.includes(form), answer);
  }
  const { objects, values } = JSON.parse(answer) as ReleaseDiff;
  assert.equal(
    objects.map(({ kind, name, does }) => [kind, name, does]),
    [
      ['Secret', 'ledger-auth', 'change'],
      ['ConfigMap', 'ledger-settings', 'change'],
      ['Deployment', 'ledger', 'change'],
    ],
  );
  assert.match(objects[0]?.diff ?? '', /^- {2}password: "\*{4}"\n\+ {2}password: "\*{4} \(changed\)"$/m);
  assert.match(objects[1]?.diff ?? '', /^- {2}color: red\n\+ {2}color: blue$/m);
  assert.match(values ?? '', /^\+password: "\*{4}"$/m);
});

it('compares a revision with the cluster, and leaves that as it is', async () => {
  const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'byhand-settings' };
  const compare = async () => (await ui.json<ReleaseDiff>(`${own}/byhand/diff?from=1&to=live`)).objects;
  assert.equal(await compare(), []);
  const { metadata } = await cluster.patch(ref, { type: 'merge', body: { data: { color: 'green' } } });
  const [change, ...more] = await compare();
  assert.equal([change?.name, change?.does, more.length], ['byhand-settings', 'change', 0]);
  assert.match(change?.diff ?? '', /^- {2}color: green\n\+ {2}color: red$/m);
  assert.is((await cluster.get(ref))?.metadata.resourceVersion, metadata.resourceVersion);
});

it('what is asked for wrongly or is not there is said', async () => {
  for (const [path, status, code] of [
    [`${own}/nobody`, 404, 'RELEASE_NOT_FOUND'],
    [`${own}/byhand/diff?from=1&to=9`, 404, 'RELEASE_NOT_FOUND'],
    [`${own}/byhand/diff?from=one&to=2`, 400, 'REQUEST_MALFORMED'],
    ['/api/nothing', 404, 'ROUTE_UNKNOWN'],
    ['/../package.json', 404, 'ROUTE_UNKNOWN'],
  ] as const) {
    const answer = await ui.get(path);
    assert.is(answer.headers.get('content-type'), 'application/problem+json', path);
    assert.equal([answer.status, ((await answer.json()) as { code: string }).code], [status, code]);
  }
});

it('what the user may not see is said in the API server’s words, and asked for with no other rights', async () => {
  const rules = [
    { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
  ];
  const account = await accountWith(test, namespace, 'reader', rules);
  const kubeconfig = await userKubeconfig(test, account);
  const since = auditMark(test);
  const wide = await startUi(kubeconfig);
  const narrow = await startUi(kubeconfig, { namespace });
  try {
    const refused = await wide.get('/api/releases');
    const problem = (await refused.json()) as { code: string; detail: string; hint: string };
    assert.equal([refused.status, problem.code], [403, 'FORBIDDEN']);
    assert.match(problem.detail, /cannot list resource "secrets".* at the cluster scope/);
    assert.match(problem.hint, /-n NAMESPACE/);

    const { tree, notices } = await narrow.json<ReleaseDetail>(`${own}/ledger`);
    const said = notices.map(({ message }) => message).join('\n');
    for (const kind of ['pods', 'events', 'widgets', 'deployments']) {
      assert.match(said, new RegExp(`User "system:serviceaccount:${namespace}:reader" cannot list resource "${kind}"`));
    }
    // the Deployment may be got, though not listed; what it owns may be neither
    assert.equal(
      tree.children.map(({ kind, health, children }) => [kind, health, children.length]),
      [
        ['Secret', 'Current', 0],
        ['ConfigMap', 'Current', 0],
        ['Deployment', 'Current', 0],
      ],
    );
    const { objects } = await narrow.json<ReleaseDiff>(`${own}/ledger/diff?from=1&to=live`);
    assert.equal([...new Set(objects.map(({ does, error }) => `${does} ${error?.code}`))], ['refused FORBIDDEN']);
    assert.is((await narrow.get('/api/releases/default/other')).status, 404);
  } finally {
    await Promise.all([wide.close(), narrow.close()]);
  }
  const writes = auditEvents(test, since).filter(({ user, verb }) => user.endsWith(':reader') && !isRead(verb));
  assert.equal(
    writes.filter(({ uri }) => !uri.includes('dryRun=All')),
    [],
  );
});

it('a cluster that does not answer is said', async () => {
  const { writeText, scratchFolder } = await import('../../support/scratch.ts');
  const kubeconfig = writeText(
    `${scratchFolder()}/kubeconfig`,
    JSON.stringify({
      'current-context': 'a',
      clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
      users: [{ name: 'a', user: { token: 'x' } }],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    }),
  );
  const away = await startUi(kubeconfig);
  try {
    const answer = await away.get('/api/releases');
    assert.equal([answer.status, ((await answer.json()) as { code: string }).code], [502, 'CONNECTION_FAILED']);
    const events = eventsAt(away, '/api/releases/events');
    await eventThat<{ code: string }>(events, 'problem', ({ code }) => code === 'CONNECTION_FAILED');
    await events.return();
  } finally {
    await away.close();
  }
});

function isRead(verb: string): boolean {
  return ['get', 'list', 'watch'].includes(verb);
}

type Kinds = string | readonly [string, readonly Kinds[]];

function kindsIn({ kind, children }: TreeItem): Kinds {
  return children.length === 0 ? kind : [kind, children.map(kindsIn)];
}

function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${token}` };
    request({ host: '127.0.0.1', port: ui.port, path: '/api/releases', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

it.run();
