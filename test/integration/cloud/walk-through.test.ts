import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { binary } from '../../support/binaries.ts';
import { cloudHome } from '../../support/cloudmgr.ts';
import { ownControlPlane, testClusterOf } from '../../support/cluster.ts';
import { writeScript } from '../../support/scratch.ts';

// The commands of the guide page, as they stand there, one after the other: each test runs the next block.
const it = suite('the walk-through of docs/guide/cloud-mongodb.md');
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(checkout, 'docs/guide/cloud-mongodb.md'), 'utf8');
const blocks = [...page.matchAll(/^```(bash|yaml)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({
  language,
  text,
}));
const commands = blocks.filter(({ language }) => language === 'bash').map(({ text }) => text);

const plane = await ownControlPlane({ audit: true });
const { cluster } = testClusterOf(plane);
const home = await cloudHome();
const { CLOUDMGR_DEPLOYMENTS: _, SOPS_AGE_KEY_FILE: __, ...inherited } = home.env;
const env = {
  ...inherited,
  PATH: `${dirname(await binary('kubectl'))}:${inherited.PATH}`,
  KUBECONFIG: plane.kubeconfig,
};
if (spawnSync('python', ['--version'], { env }).status !== 0)
  writeScript(join(home.folder, 'python'), 'exec python3 "$@"');
const component = join(home.folder, 'cloud/deployments/someuser/cluster/om-k8s-someuser/mongodb');
const password = 'not-for-everybody';
let next = 0;

it.after(async () => {
  await cluster.close();
  await plane[Symbol.asyncDispose]();
});

it('002.8: the components of the page are those of the home', () => {
  const shown = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
  assert.is(shown.length, 2);
  for (const text of shown) {
    const [, file = ''] = /^# (\S+)/.exec(text) ?? [];
    const there = parseYaml(readFileSync(join(checkout, 'cloudmgr', file), 'utf8'), { file }) as Record<string, object>;
    for (const [name, fields] of Object.entries(parseYaml(text, { file: 'page' }) as Record<string, object>)) {
      assert.equal({ ...there[name], ...fields }, there[name], `${file}: ${name}`);
    }
  }
});

it('002.8: a home, the service and its script are written', async () => {
  await block(/^cloudmgr init/);
  await block(/mongodb-service\.yml/);
  await block(/deploymongodb\.sh/);
});

it('002.11: the secrets are encrypted', async () => {
  await block(/sops encrypt/);
  assert.match(readFileSync(join(component, 'secrets.yaml'), 'utf8'), 'ENC[AES256_GCM');
  assert.is(whoHolds(password), '');
});

it('002.8: 002.9: a component runs for a user without the workflow', async () => {
  const said = await block(/^cloudmgr run/);
  assert.match(said, 'node_prefix: lab');
  assert.match(said, 'deploy_user_id: omadmin');
  assert.match(said, 'statefulset.apps/mongodb-someuser');
  assert.is(await passwordInCluster(), password);
  assert.is(whoHolds(password), '', 'the password is on disk');
  assert.not.match(said, password);
});

it('002.9: and is removed so', async () => {
  await block(/^DEPLOY_PHASE=remove/);
  assert.is(await server(), undefined);
});

it('002.8: the service is offered', async () => {
  const said = await block(/createservice/);
  assert.match(said, /mongodb/);
});

it('002.8: 002.10: a user has it deployed, with the environment of its configuration and the values of the parameters', async () => {
  const said = await block(/--phase install/);
  const values = parseYaml(readFileSync(join(component, 'values.yaml'), 'utf8'), { file: 'values.yaml' }) as object;
  assert.equal({ ...values, deploy_user_id: 'omadmin', node_prefix: 'lab' }, values);
  assert.ok(await server());
  assert.is(await passwordInCluster(), password);
  assert.not.match(said, password);
});

it('002.8: update changes what it names and keeps the rest', async () => {
  const before = await server();
  await block(/--phase update/);
  const after = await server();
  assert.is.not(after?.metadata.generation, before?.metadata.generation);
  assert.match(readFileSync(join(component, 'values.yaml'), 'utf8'), 'node_prefix: lab');
  assert.match(readFileSync(join(component, 'values.yaml'), 'utf8'), 'node-type: medium');
});

it('002.8: uninstall deletes it', async () => {
  await block(/--phase uninstall/);
  assert.is(await server(), undefined);
  assert.is(next, commands.length, 'a command of the page was not run');
  assert.is(whoHolds(password), '', 'the password is on disk');
});

/** Runs the next block of the page in the shell that the blocks before have left. @returns what it printed */
async function block(starts: RegExp): Promise<string> {
  const text = commands[next++] ?? '';
  assert.match(text, starts);
  const script = `[ ! -e .shell ] || . ./.shell\nset -eo pipefail\n${text}\nexport -p > .shell`;
  const child = spawn('bash', ['-c', script], { cwd: home.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.is(code, 0, `${text}\n${said}`);
  return said;
}

/** The files below the folder that hold the text in plain; '' when none does. */
function whoHolds(text: string): string {
  return spawnSync('grep', ['-rlF', text, home.folder], { encoding: 'utf8' }).stdout;
}

function server(): Promise<KubeObject | undefined> {
  return cluster.get({
    group: 'apps',
    version: 'v1',
    kind: 'StatefulSet',
    namespace: 'default',
    name: 'mongodb-someuser',
  });
}

async function passwordInCluster(): Promise<string> {
  const ref = { group: '', version: 'v1', kind: 'Secret', namespace: 'default', name: 'mongodb-someuser-auth' };
  const data = (await cluster.get(ref))?.['data'] as Record<string, string> | undefined;
  return Buffer.from(data?.['password'] ?? '', 'base64').toString();
}

it.run();
