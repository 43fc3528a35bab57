import { chmodSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConnection } from '../../src/cluster/index.ts';
import { isAbort, isCapstanError } from '../../src/errors/index.ts';
import { kubeconfigText, temporaryFolder } from './support/folder.ts';

const it = suite('connection');

const cluster = { server: 'https://k8s:6443/' };
const connect = (kubeconfig: string, impersonate?: string) =>
  loadConnection({ kubeconfig, userAgent: 'test', env: {}, ...(impersonate ? { impersonate } : {}) });

/** A plugin that answers with a token that counts its runs, and writes what it was told to a file. */
function plugin(status = '{token: "token-" + runs}'): { user: { exec: object }; runs: () => string[] } {
  const folder = temporaryFolder({ log: '' });
  const script = `
    const { appendFileSync, readFileSync } = require('node:fs');
    appendFileSync(${JSON.stringify(folder.path('log'))}, process.env.KUBERNETES_EXEC_INFO + '\\n');
    const runs = readFileSync(${JSON.stringify(folder.path('log'))}, 'utf8').split('\\n').length - 1;
    console.log(JSON.stringify({ kind: 'ExecCredential', status: ${status} }));
  `;
  return {
    user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] } },
    runs: () => readFileSync(folder.path('log'), 'utf8').split('\n').slice(0, -1),
  };
}

for (const [what, user, impersonate, want] of [
  ['nobody', {}, undefined, {}],
  ['a token', { token: 't' }, undefined, { authorization: 'Bearer t' }],
  ['a user name', { username: 'u', password: 'p' }, undefined, { authorization: `Basic ${btoa('u:p')}` }],
  ['--as', { token: 't' }, 'other', { authorization: 'Bearer t', 'impersonate-user': 'other' }],
  [
    'the impersonation of a kubeconfig',
    { as: 'other', 'as-uid': '7', 'as-groups': ['a', 'b'], 'as-user-extra': { 'x/y': ['1'] } },
    undefined,
    {
      'impersonate-user': 'other',
      'impersonate-uid': '7',
      'impersonate-group': ['a', 'b'],
      'impersonate-extra-x%2Fy': ['1'],
    },
  ],
  ["--as replaces the kubeconfig's", { as: 'other', 'as-groups': ['a'] }, 'me', { 'impersonate-user': 'me' }],
] as const) {
  it(`asks as ${what}`, async () => {
    const { headers } = await connect(
      temporaryFolder({ c: kubeconfigText(cluster, user) }).path('c'),
      impersonate,
    ).credentials();
    assert.equal(headers, want);
  });
}

it('a context without a user still has the TLS options of its cluster', async () => {
  const text = kubeconfigText(
    { ...cluster, 'certificate-authority-data': btoa('ca'), 'tls-server-name': 'name' },
    {},
    { user: '' },
  );
  const connection = connect(temporaryFolder({ c: text }).path('c'));
  assert.is(connection.server, 'https://k8s:6443');
  assert.equal(await connection.credentials(), { headers: {}, tls: { ca: Buffer.from('ca'), servername: 'name' } });
});

it('files are relative to the kubeconfig, and data wins over a file', async () => {
  const user = { 'client-certificate': 'certs/c.crt', 'client-key': 'gone', 'client-key-data': btoa('key') };
  const text = kubeconfigText({ ...cluster, 'certificate-authority': 'certs/ca.crt' }, user);
  const folder = temporaryFolder({ 'sub/c': text, 'sub/certs/ca.crt': 'ca', 'sub/certs/c.crt': 'cert' });
  const { tls } = await connect(folder.path('sub/c')).credentials();
  assert.equal(tls, { ca: Buffer.from('ca'), cert: Buffer.from('cert'), key: Buffer.from('key') });
});

it('a token file is read without its line feed, and again when a renewal asks for it', async () => {
  const folder = temporaryFolder({
    c: kubeconfigText(cluster, { tokenFile: 'token', token: 'unused' }),
    token: 'one\n',
  });
  const connection = connect(folder.path('c'));
  const first = await connection.credentials();
  assert.is(first.headers['authorization'], 'Bearer one');
  folder.write('token', 'two\n');
  const second = await connection.renew(first);
  assert.is(second?.headers['authorization'], 'Bearer two');
  assert.is(second?.tls, first.tls, 'the connections stay');
  assert.equal(await connection.credentials(), second);
});

it('a renewal sees what a login wrote into the kubeconfig', async () => {
  const folder = temporaryFolder({ c: kubeconfigText(cluster, { token: 'one' }) });
  const connection = connect(folder.path('c'));
  const first = await connection.credentials();
  folder.write('c', kubeconfigText(cluster, { token: 'two' }));
  assert.is((await connection.renew(first))?.headers['authorization'], 'Bearer two');
});

it('a renewal that brings nothing new says so, and is not repeated at once', async () => {
  const { user, runs } = plugin('{token: "always"}');
  const connection = connect(temporaryFolder({ c: kubeconfigText(cluster, user) }).path('c'));
  const first = await connection.credentials();
  assert.is(await connection.renew(first), undefined);
  assert.is(runs().length, 2);
  assert.is(await connection.renew(await connection.credentials()), undefined);
  assert.is(runs().length, 2);
});

it('a plugin runs once for all who ask, and once more for all who renew', async () => {
  const { user, runs } = plugin();
  const connection = connect(temporaryFolder({ c: kubeconfigText(cluster, user) }).path('c'));
  const all = await Promise.all([1, 2, 3].map(() => connection.credentials()));
  assert.equal(
    all.map(({ headers }) => headers['authorization']),
    ['Bearer token-1', 'Bearer token-1', 'Bearer token-1'],
  );
  const stale = all[0] as (typeof all)[0];
  const renewed = await Promise.all([1, 2, 3].map(() => connection.renew(stale)));
  assert.equal(
    renewed.map((each) => each?.headers['authorization']),
    ['Bearer token-2', 'Bearer token-2', 'Bearer token-2'],
  );
  assert.is((await connection.renew(stale))?.headers['authorization'], 'Bearer token-2');
  assert.is(runs().length, 2);
});

it('a plugin learns the API version, and the cluster if it wants to', async () => {
  const { user, runs } = plugin();
  const wants = { exec: { ...user.exec, provideClusterInfo: true } };
  await connect(temporaryFolder({ c: kubeconfigText(cluster, user) }).path('c')).credentials();
  await connect(temporaryFolder({ c: kubeconfigText(cluster, wants) }).path('c')).credentials();
  const info = { kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', spec: { interactive: false } };
  assert.equal(
    runs().map((line) => JSON.parse(line)),
    [info, { ...info, spec: { interactive: false, cluster } }],
  );
});

it("a plugin's command with a slash is relative to the kubeconfig", async () => {
  const answer = JSON.stringify({ status: { token: 'here' } });
  const text = kubeconfigText(cluster, { exec: { command: './bin/plugin', args: ['-c', `echo '${answer}'`] } });
  const folder = temporaryFolder({ c: text });
  chmodSync(folder.write('bin/plugin', '#!/bin/sh\nexec /bin/sh "$@"\n'), 0o755);
  assert.is((await connect(folder.path('c')).credentials()).headers['authorization'], 'Bearer here');
});

it('a client certificate of a plugin becomes TLS options', async () => {
  const { user } = plugin('{clientCertificateData: "cert", clientKeyData: "key"}');
  const { tls } = await connect(temporaryFolder({ c: kubeconfigText(cluster, user) }).path('c')).credentials();
  assert.equal(tls, { cert: 'cert', key: 'key' });
});

for (const [what, user, words] of [
  [
    'a plugin that fails',
    { exec: { command: '/bin/sh', args: ['-c', 'echo "log in first" >&2; exit 1'] } },
    'log in first',
  ],
  ['a plugin that is not installed', { exec: { command: '/no/such/plugin' } }, '/no/such/plugin'],
  ['a token file that is missing', { tokenFile: '/no/such/token' }, '/no/such/token'],
] as const) {
  it(`${what} is told in its own words, and tried again by the next request`, async () => {
    const connection = connect(temporaryFolder({ c: kubeconfigText(cluster, user) }).path('c'));
    for (const _ of [1, 2]) {
      try {
        await connection.credentials();
        assert.unreachable();
      } catch (error) {
        assert.ok(isCapstanError(error, 'UNAUTHORIZED'));
        assert.match((error as Error).message, words);
      }
    }
  });
}

it('an abort ends the waiting for a slow plugin, not the plugin that others wait for', async () => {
  const script = `setTimeout(() => console.log('{"status":{"token":"slow"}}'), 300)`;
  const slow = { exec: { command: process.execPath, args: ['-e', script] } };
  const connection = connect(temporaryFolder({ c: kubeconfigText(cluster, slow) }).path('c'));
  const other = connection.credentials();
  const stop = new AbortController();
  const waiting = connection.credentials(stop.signal);
  stop.abort();
  assert.ok(isAbort(await waiting.catch((error: unknown) => error)));
  assert.is((await other).headers['authorization'], 'Bearer slow');
});

it.run();
