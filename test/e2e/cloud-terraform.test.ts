import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Home } from '../integration/execution/home.ts';
import { binary } from '../support/binaries.ts';
import { orSkip } from '../support/real-nodes.ts';
import { writeText } from '../support/scratch.ts';

// The real terraform, with its built-in resource alone: nothing is fetched.
const it = suite('terraform components');
const reason = spawnSync('terraform', ['version']).status === 0 ? undefined : 'terraform is not on PATH';
const test = orSkip(it, reason);

const sops = reason === undefined ? await binary('sops') : '';
const stage = new Home({ PATH: `${join(sops, '..')}:${process.env['PATH']}` });
const token = 't0ken-of-someuser';
const base = (file: string, user = 'someuser') => join(stage.base(user, 'pool'), file);

stage.write(
  'resources/terraform/pool/main.tf',
  `variable "node_prefix" { type = string }
variable "size" {
  type    = number
  default = 1
}
variable "fails" {
  type    = bool
  default = false
}
variable "token" {
  type      = string
  ephemeral = true
  default   = ""
}
resource "terraform_data" "first" {
  input = "\${var.node_prefix}-first"
}
resource "terraform_data" "nodes" {
  count = var.size
  input = "\${var.node_prefix}-\${count.index}"
  depends_on = [terraform_data.first]
  lifecycle {
    precondition {
      condition     = !var.fails
      error_message = "these nodes cannot be made"
    }
  }
}
resource "terraform_data" "user" {
  depends_on = [terraform_data.nodes]
  provisioner "local-exec" {
    command = "if [ \\"$FAIL_LATE\\" = yes ]; then exit 3; else echo token $TF_VAR_token of $DEPLOY_USER; fi"
  }
}
output "names" { value = terraform_data.nodes[*].output }
output "kubeconfig" {
  value     = "apiVersion: v1 # \${terraform_data.first.output}"
  sensitive = true
}
`,
);
stage.write('resources/components/scripts.yml', 'pool:\n  vars_map: {cluster-name: node_prefix}\n');
stage.write(
  'resources/components/terraform.yml',
  `common_args: &common_args -lock-timeout=10s
pool:
  args: *common_args
  envs: ''
  template: pool
  secrets_file: $COMPONENT_BASE/secrets.yaml
  files:
    kubeconfig: $CLUSTER_BASE/kubeconfig.yml
`,
);
const keyFile = join(stage.folder, 'age.txt');

it.before(() => {
  if (reason !== undefined) return;
  execFileSync('age-keygen', ['-o', keyFile], { stdio: 'ignore' });
  const recipient = /public key: (\S+)/.exec(readFileSync(keyFile, 'utf8'))?.[1] ?? '';
  const words = [
    'encrypt',
    '--input-type',
    'json',
    '--output-type',
    'yaml',
    '--age',
    recipient,
    '--filename-override',
    'x.yaml',
  ];
  writeText(base('secrets.yaml'), String(execFileSync(sops, words, { input: JSON.stringify({ token }) })));
});

const env = { SOPS_AGE_KEY_FILE: keyFile };
const pool = (phase: string, specs: string, more: Readonly<Record<string, string>> = {}) =>
  stage.cloudmgr([`terraform.${phase}`, '-c', 'pool', '--user', 'someuser', '--specs', specs], {
    env: { ...env, ...more },
  });

function state(): readonly { readonly type: string; readonly name: string }[] {
  return (JSON.parse(readFileSync(base('terraform.tfstate'), 'utf8')) as { resources: [] }).resources;
}

test('002.13: a plan says what would be made and makes nothing', async () => {
  const { code, stdout } = await pool('plan', 'cluster-name=lab,size=2');
  assert.is(code, 0, stdout);
  assert.match(stdout, 'Plan: 4 to add, 0 to change, 0 to destroy');
  assert.not.ok(existsSync(base('terraform.tfstate')));
});

test('002.13: an update of nothing is refused, and makes and records nothing', async () => {
  for (const phase of ['update', 'apply']) {
    const { code, stderr } = await pool(phase, 'cluster-name=lab');
    assert.is(code, 1);
    assert.match(stderr, 'to update  NOT_DEPLOYED');
  }
  assert.not.ok(existsSync(base('terraform.tfstate')));
  assert.not.ok(existsSync(base('deployment.json')));
});

test('what fails half-way says why, keeps what was made, and goes on when it is run again', async () => {
  const failed = await pool('install', 'cluster-name=lab,size=2', { FAIL_LATE: 'yes' });
  assert.is(failed.code, 1);
  assert.match(failed.stderr, /terraform apply: .*\(return code 1\) {2}TERRAFORM_FAILED/);
  assert.ok(state().some(({ name }) => name === 'nodes'));
  const { terraform } = stage.recorded('someuser', 'pool');
  assert.equal([terraform?.status, terraform?.specs], ['FAILED', undefined]);
  const again = await pool('install', 'cluster-name=lab,size=2');
  assert.is(again.code, 0, again.stderr);
});

test('002.11: secrets reach terraform by its environment alone: no file and no output has them', async () => {
  const { stdout, stderr } = await pool('update', '');
  for (const text of [...stage.kept(), stdout, stderr]) assert.not.ok(text.includes(token), text);
});

test('outputs are captured: plain ones in the inventory, sensitive ones in the file they are for', async () => {
  const { terraform } = stage.recorded('someuser', 'pool');
  assert.equal(terraform?.outputs, { names: ['lab-0', 'lab-1'] });
  const kubeconfig = join(stage.base('someuser', 'pool'), '..', 'kubeconfig.yml');
  assert.is(readFileSync(kubeconfig, 'utf8'), 'apiVersion: v1 # lab-first');
  assert.is(statSync(kubeconfig).mode & 0o777, 0o600);
  const all = await stage.succeed(['terraform.output', '-c', 'pool', '--user', 'someuser'], { env });
  assert.match(all, 'names = ["lab-0","lab-1"]');
  assert.match(all, 'kubeconfig = (sensitive)');
  const { stdout } = await stage.cloudmgr(['terraform.output', 'kubeconfig', '-c', 'pool', '--user', 'someuser'], {
    env,
  });
  assert.is(stdout, 'apiVersion: v1 # lab-first\n');
});

test('an update keeps the specs before; a precondition that fails leaves all as it was', async () => {
  assert.is((await pool('update', 'size=3')).code, 0);
  assert.equal(JSON.parse(readFileSync(base('terraform.tfvars.json'), 'utf8')), { node_prefix: 'lab', size: 3 });
  const { code, stdout, stderr } = await pool('update', 'fails=true');
  assert.is(code, 1);
  assert.match(stdout + stderr, 'these nodes cannot be made');
  assert.equal(stage.recorded('someuser', 'pool')['terraform']?.specs, { 'cluster-name': 'lab', size: '3' });
});

test('002.20: a value that HCL or a shell would run stays text', async () => {
  const value = '${file("/etc/hostname")} $(id) "x"';
  const words = ['terraform.install', '-c', 'pool', '--user', 'quoting', '--specs', `cluster-name=${value}`];
  await stage.succeed(words, { env });
  assert.equal(stage.recorded('quoting', 'pool')['terraform']?.outputs, { names: [`${value}-0`] });
});

test('002.16: two users share neither folder nor state', () => {
  assert.is.not(base('terraform.tfstate'), base('terraform.tfstate', 'quoting'));
  assert.not.match(readFileSync(base('terraform.tfstate', 'quoting'), 'utf8'), 'lab-0');
});

test('a remove destroys what was made; another one has nothing to do', async () => {
  assert.is((await pool('remove', '')).code, 0);
  assert.equal(state(), []);
  assert.is(stage.recorded('someuser', 'pool')['terraform']?.status, 'REMOVED');
  assert.is((await pool('uninstall', '')).code, 0);
});

it.run();
