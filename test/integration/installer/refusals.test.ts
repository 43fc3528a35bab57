import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { issueAuthority } from '../../../src/installer/certificates/index.ts';
import { smallRepository } from '../../installer/small-charts.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { recordsIn } from '../../support/stage.ts';
import { type InstallStage, installStage, removeStages } from './stage.ts';

const it = suite('refusals of install');
it.after(removeStages);

const folder = await smallRepository();
const root = `file://${folder}`;
const stage = await installStage(root);
const scratch = scratchFolder();

const kubeconfig = readFileSync(stage.test.kubeconfig, 'utf8');
const dead = writeText(join(scratch, 'dead'), kubeconfig.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
const stranger = writeText(join(scratch, 'stranger'), kubeconfig.replace(/token: .*/, 'token: wrong'));
const noConfig = writeText(join(scratch, 'none'), 'hello: world\n');
const { cert, key } = await issueAuthority(new Date());
const authority = { cert: writeText(join(scratch, 'ca.crt'), cert), key: writeText(join(scratch, 'ca.key'), key) };
const otherKey = writeText(join(scratch, 'other.key'), (await issueAuthority(new Date())).key);

for (const [what, env, words, code, message] of [
  [
    'a kubeconfig that is not there',
    {},
    ['--kubeconfig', join(scratch, 'missing')],
    'CONNECTION_CONFIG',
    /cannot be read/,
  ],
  ['a file that is no kubeconfig', { KUBECONFIG: noConfig }, [], 'CONNECTION_CONFIG', /has no current-context/],
  [
    'a cluster that does not answer',
    { KUBECONFIG: dead },
    [],
    'CONNECTION_FAILED',
    /no answer from https:\/\/127\.0\.0\.1:1/,
  ],
  ['credentials that count for nothing', { KUBECONFIG: stranger }, [], 'UNAUTHORIZED', /Unauthorized/],
  ['no chart version', { CHART_VERSION: '' }, [], 'USAGE', /no chart version is given.*the newest is v0\.1\.0/s],
  [
    'a chart version that is not there',
    { CHART_VERSION: 'v9' },
    [],
    'CHART_NOT_FOUND',
    /knit-storage-nfs v9 is not in the index/,
  ],
  ['a root that is no address', { CHART_REPOSITORY_ROOT: folder }, [], 'USAGE', /CHART_REPOSITORY_ROOT cannot be/],
  ['a namespace that cannot be', {}, ['-n', 'No_Name'], 'USAGE', /"No_Name" is no name for a namespace/],
  ['an authority without its key', {}, ['--tls-ca-cert', authority.cert], 'USAGE', /--tls-ca-cert alone signs nothing/],
  [
    'an authority with another key',
    {},
    ['--tls-ca-cert', authority.cert, '--tls-ca-key', otherKey],
    'CERTIFICATE_INVALID',
    /are no pair/,
  ],
  [
    'a certificate with another key',
    {},
    ['--tls-cert', authority.cert, '--tls-key', otherKey],
    'CERTIFICATE_INVALID',
    /are no pair/,
  ],
  [
    'a certificate that is not there',
    {},
    ['--tls-cert', join(scratch, 'missing'), '--tls-key', otherKey],
    'FILE_UNREADABLE',
    /no such file/,
  ],
] as const) {
  it(`--prepare: ${what}: nothing is written`, async () => {
    const { runWith, settings, namespace } = stage;
    const result = await runWith(env, '--prepare', '-n', namespace, ...words);
    assert.is(result.code, 1, result.stderr);
    assert.match(result.stderr, message);
    assert.match(result.stderr, `  ${code}\n`);
    assert.equal(await readdir(dirname(settings)), []);
  });
}

it('003.7: REPOSITORY and BRANCH say where charts are looked for', async () => {
  const nowhere = 'http://127.0.0.1:1'; // the request goes no further than this proxy
  const env = { CHART_REPOSITORY_ROOT: '', REPOSITORY: 'me/knit', BRANCH: 'next', HTTPS_PROXY: nowhere };
  const { code, stderr } = await stage.runWith(env, '--prepare', '-n', stage.namespace);
  assert.is(code, 1);
  assert.match(stderr, 'fetching charts v0.1.0 from https://raw.githubusercontent.com/me/knit/next/charts/release');
  assert.match(stderr, 'REPOSITORY_UNREACHABLE');
});

it('certificates of one’s own authority are made for the nodes, and --no-tls makes none', async () => {
  const { run, namespace, settings } = stage;
  const given = ['--tls-ca-cert', authority.cert, '--tls-ca-key', authority.key];
  const made = await run('--prepare', '-n', namespace, ...given);
  assert.is(made.code, 0, made.stderr);
  assert.is(readFileSync(join(settings, 'certs/ca.crt'), 'utf8'), cert);
  const own = await installStage(root);
  const server = ['--tls-cert', join(settings, 'certs/server.crt'), '--tls-key', join(settings, 'certs/server.key')];
  const brought = await own.run('--prepare', '-n', namespace, '--tls-ca-cert', authority.cert, ...server);
  assert.is(brought.code, 0, brought.stderr);
  assert.equal((await readdir(join(own.settings, 'certs'))).sort(), ['ca.crt', 'server.crt', 'server.key']);
  const plain = await installStage(root);
  const without = await plain.run('--prepare', '-n', namespace, '--no-tls');
  assert.is(without.code, 0, without.stderr);
  assert.not.ok(existsSync(join(plain.settings, 'certs')) || existsSync(join(plain.settings, 'docker')));
});

for (const [what, env, spoil, code, message, ...words] of [
  [
    'half of the folder',
    {},
    (file) => rmSync(file('values/knit-app.yaml')),
    'SETTINGS_INVALID',
    /there is no values\/knit-app\.yaml/,
  ],
  ['no key', {}, (file) => rmSync(file('certs/server.key')), 'SETTINGS_INVALID', /there is no certs\/server\.key/],
  ['another key', {}, (file) => cpSync(otherKey, file('certs/server.key')), 'CERTIFICATE_INVALID', /are no pair/],
  [
    'another key in the values',
    {},
    (file) => {
      const values = `cert: ${base64(cert)}\nkey: ${base64(readFileSync(otherKey, 'utf8'))}\n`;
      writeFileSync(file('values/knit-certs.yaml'), values);
    },
    'CERTIFICATE_INVALID',
    /knit-certs\.yaml: cert and .*knit-certs\.yaml: key are no pair/,
  ],
  [
    'half of a pair in the values',
    {},
    (file) => writeFileSync(file('values/knit-certs.yaml'), `cert: ${base64(cert)}\n`),
    'CERTIFICATE_INVALID',
    /key holds no private key/,
  ],
  [
    'values that are no YAML',
    {},
    (file) => writeFileSync(file('values/hooks.yaml'), 'a: ['),
    'VALUES_INVALID',
    /hooks\.yaml/,
  ],
  [
    'values that a chart refuses',
    {},
    (file) => writeFileSync(file('values/knit-db-postgres.yaml'), 'port: 1\n'),
    'TEMPLATE_FAILED',
    /chart knit-db-postgres v0\.1\.0: .*credential\.password has to be given/s,
  ],
  ['a kubeconfig that leads nowhere', {}, (file) => cpSync(dead, file('kubeconfig')), 'CONNECTION_FAILED', /no answer/],
  ['a version that is not there', { CHART_VERSION: 'v9' }, () => {}, 'CHART_NOT_FOUND', /v9 is not in the index/],
  [
    'a certificate to install',
    {},
    () => {},
    'USAGE',
    /--tls-cert goes with --prepare alone/,
    '--tls-cert',
    'a',
    '--tls-key',
    'b',
  ],
  ['a time that is none', {}, () => {}, 'USAGE', /"soon" is no duration/, '--timeout', 'soon'],
] as readonly [
  string,
  Record<string, string>,
  (file: (name: string) => string) => void,
  string,
  RegExp,
  ...string[],
][]) {
  it(`--install: ${what}: nothing is installed, and the folder is as it was`, () =>
    refused(what, env, spoil, code, message, words));
}

async function refused(
  what: string,
  env: Readonly<Record<string, string>>,
  spoil: (file: (name: string) => string) => void,
  code: string,
  message: RegExp,
  words: readonly string[],
): Promise<void> {
  const mine: InstallStage = await installStage(root);
  cpSync(stage.settings, mine.settings, { recursive: true });
  writeFileSync(join(mine.settings, 'namespace'), `${mine.namespace}\n`);
  spoil((name) => join(mine.settings, name));
  const before = await snapshot(mine.settings);
  const result = await mine.runWith(env, '--install', ...words);
  assert.is(result.code, 1, `${what}: ${result.stderr}`);
  assert.match(result.stderr, message);
  assert.match(result.stderr, `  ${code}\n`);
  assert.equal(await recordsIn(mine.test, mine.namespace), []);
  assert.equal(await snapshot(mine.settings), before);
}

async function snapshot(settings: string): Promise<readonly string[]> {
  const found = await readdir(settings, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort()
    .map((path) => `${path}: ${readFileSync(path, 'utf8')}`);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

it.run();
