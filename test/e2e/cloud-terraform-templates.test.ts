import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { parseRef } from '../../src/execution/objects/index.ts';
import { cloudmgrFolder } from '../support/cloudmgr.ts';
import { type TestCluster, useControlPlane } from '../support/cluster.ts';
import { rancherKinds } from '../support/rancher.ts';
import { orSkip } from '../support/real-nodes.ts';
import { untilEstablished } from '../support/resources.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

// The real terraform, with a mirror of providers that is empty: whatever would be fetched is an error.
const it = suite('terraform templates');
const reason = spawnSync('terraform', ['version']).status === 0 ? undefined : 'terraform is not on PATH';
const test = orSkip(it, reason);

const templates = fileURLToPath(new URL('../../cloudmgr/resources/terraform/', import.meta.url));
const folder = scratchFolder();
const offline = `provider_installation {\n  filesystem_mirror {\n    path = "${folder}"\n  }\n}\n`;
const configuration = writeText(join(folder, 'terraform.rc'), offline);
const run = randomBytes(3).toString('hex');
const clusterName = `lab-${run}`;
const system = { name: clusterName, provider_name: 'aws', credentials: 'main', deploy_user: 'alice' };
const workers = { cluster: clusterName, provider_name: 'aws', deploy_user: 'alice' };
const account = { name: `main-${run}`, provider_name: 'aws', deploy_user: 'alice' };
const secrets = { access_key: 'AKIA-of-alice', secret_key: 'p4ssw0rd-of-alice' };

let plane: TestCluster;

it.before(async () => {
  if (reason !== undefined) return;
  plane = await useControlPlane();
  for (const kind of rancherKinds) await untilEstablished(plane.cluster, kind);
});

test('002.15: there are four templates, and each is initialised and validated without a network', () => {
  assert.equal(readdirSync(templates).sort(), ['credential', 'nodetemplates', 'registry', 'tenant']);
  for (const name of readdirSync(templates)) {
    const { terraform } = workOn(name);
    terraform({}, 'init', '-input=false');
    assert.match(terraform({}, 'validate'), 'The configuration is valid');
  }
});

for (const [provider, kind, type, region] of [
  ['aws', 'Amazonec2Config', 'c6a.xlarge', 'eu-central-1'],
  ['azu', 'AzureConfig', 'Standard_F4s_v2', 'westeurope'],
  ['exo', 'ExoscaleConfig', 'extra-large', 'ch-gva-2'],
] as const) {
  test(`002.13: a cluster at ${provider} is planned with its credentials`, () => {
    const planned = workOn('tenant').plan({ ...system, provider_name: provider, size: '3', storage: 'cluster' });
    assert.equal(planned.outputs, {
      cluster: clusterName,
      kubeconfig_secret: `Secret.v1/fleet-default/${clusterName}-kubeconfig`,
      machine: { provider, kind, type, region, count: 3 },
      storage: 'cluster',
    });
    const { machine, cluster, pool } = planned.content;
    assert.is(machine.kind, kind);
    assert.is(cluster.spec.cloudCredentialSecretName, 'cattle-global-data:cloud.alice.main');
    assert.equal([pool.quantity, pool.labels], [3, { 'omegaml.io/role': 'system' }]);
    assert.equal(pool.machineConfigRef, { kind, name: `${clusterName}-system` });
  });

  test(`002.13: 002.19: a node pool at ${provider} is planned by size, node type, role and labels`, () => {
    const variables = { ...workers, provider_name: provider, name: 'gpu', size: '2', node_type: 'large' };
    const { content } = workOn('nodetemplates').plan({ ...variables, role: 'gpu', label: 'team=blue;tier=gold' });
    const { pool, machine } = content;
    assert.is(machine.metadata.name, `${clusterName}-gpu`);
    assert.is(pool.quantity, 2);
    assert.equal(pool.labels, {
      team: 'blue',
      tier: 'gold',
      'omegaml.io/role': 'gpu',
      'omegaml.io/nodepool': 'gpu',
    });
  });
}

for (const [what, template, variables, message] of [
  ['an unknown provider', 'tenant', { ...system, provider_name: 'gcp' }, /provider: is any of azu, aws, exo/],
  ['no credentials', 'tenant', { ...system, credentials: '' }, /credentials: is the name of a credential/],
  ['a name that leads elsewhere', 'tenant', { ...system, name: '../other' }, /cluster-name: use at most/],
  ['half a node', 'nodetemplates', { ...workers, size: '0.5' }, /size: is a whole number of nodes/],
  ["the cluster's own pool", 'nodetemplates', { ...workers, name: 'system' }, /system is the cluster's own pool/],
  [
    'a network at exo',
    'tenant',
    { ...system, provider_name: 'exo', network: 'x' },
    /network: is not known for provider exo/,
  ],
  [
    'a server with a password',
    'registry',
    { server: 'u:p@registry.example.com', deploy_user: 'alice' },
    /server: is HOST/,
  ],
] as const) {
  test(`002.13: ${what} is refused by the plan, with the reason`, () =>
    assert.throws(
      () => workOn(template).plan(variables),
      (error: Error) => message.test(error.message.replace(/\s*[│\n]\s*/g, ' ')),
    ));
}

test('002.15: credential makes, changes and deletes the Secret that Rancher reads, and writes no key to disk', async () => {
  const work = workOn('credential');
  const ref = parseRef(`Secret.v1/cattle-global-data/cloud.alice.main-${run}`);
  const first = await work.apply({ ...account, ...secrets });
  assert.equal(await decoded(ref), {
    'amazonec2credentialConfig-accessKey': secrets.access_key,
    'amazonec2credentialConfig-secretKey': secrets.secret_key,
  });
  const changed = { ...account, ...secrets, region: 'eu-west-1', secret_key: 'an0ther-of-alice', revision: '2' };
  const second = await work.apply(changed);
  assert.is((await decoded(ref))['amazonec2credentialConfig-secretKey'], changed.secret_key);
  assert.is((await decoded(ref))['amazonec2credentialConfig-defaultRegion'], 'eu-west-1');
  for (const text of [first, second, ...work.files()]) assert.not.match(text, /of-alice/);
  await work.destroy(account);
  assert.is(await plane.cluster.get(ref), undefined);
});

test('002.15: credential without its keys fails with their names, and can be applied again', async () => {
  const work = workOn('credential');
  const azure = {
    ...account,
    name: `azure-${run}`,
    provider_name: 'azu',
    client_id: 'c',
    tenant_id: 't',
    subscription_id: 's',
  };
  const error = await work.apply(azure).then(
    () => '',
    (failure: Error) => failure.message,
  );
  assert.match(error, /local-exec provisioner error/);
  await work.apply({ ...azure, client_secret: 'x' });
  await work.destroy(azure);
});

test('002.15: registry makes, changes and deletes a pull credential in both namespaces, and no other user its', async () => {
  const work = workOn('registry');
  const namespaces = [`services-${run}`, `runtime-${run}`];
  const variables = {
    server: 'registry.example.com',
    deploy_user: 'alice',
    namespaces: namespaces.join(';'),
    username: 'alice',
    password: 'p4ss',
  };
  const refs = namespaces.map((namespace) => parseRef(`Secret.v1/${namespace}/registry`));
  await work.apply(variables);
  for (const ref of refs) {
    const { auths } = JSON.parse((await decoded(ref))['.dockerconfigjson'] ?? '');
    const auth = Buffer.from('alice:p4ss').toString('base64');
    assert.equal(auths, { 'registry.example.com': { username: 'alice', password: 'p4ss', auth } });
  }
  const other = workOn('registry');
  const bobs = { ...variables, deploy_user: 'bob', server: 'bob.example.com' };
  const taken = await other.apply(bobs).then(
    () => '',
    (failure: Error) => failure.message,
  );
  assert.match(taken, 'local-exec provisioner error'); // terraform shows nothing of what had a password in it
  await other.destroy(bobs);
  for (const ref of refs) assert.match((await decoded(ref))['.dockerconfigjson'] ?? '', '"registry.example.com"');
  await work.apply({ ...variables, server: 'other.example.com:5000', namespaces: namespaces[0] ?? '' });
  assert.match((await decoded(refs[0] as ObjectRef))['.dockerconfigjson'] ?? '', 'other.example.com:5000');
  assert.is(await plane.cluster.get(refs[1] as ObjectRef), undefined);
  await work.destroy(variables);
  assert.is(await plane.cluster.get(refs[0] as ObjectRef), undefined);
});

test('002.13: 002.15: tenant and nodetemplates write one cluster and its pools, and each deletes its own', async () => {
  const [tenant, pool] = [workOn('tenant'), workOn('nodetemplates')];
  const ref = parseRef(`Cluster.v1.provisioning.cattle.io/fleet-default/${clusterName}`);
  const pools = async () => {
    const spec = (await plane.cluster.get(ref))?.['spec'] as {
      rkeConfig: { machinePools: { name: string; quantity: number }[] };
    };
    return spec.rkeConfig.machinePools.map(({ name, quantity }) => `${name} ${quantity}`);
  };
  await tenant.apply(system);
  assert.equal(await pools(), ['system 1']);
  await pool.apply({ ...workers, name: 'gpu', size: '2' });
  await tenant.apply({ ...system, size: '3' });
  assert.equal(await pools(), ['system 3', 'gpu 2']);
  await pool.apply({ ...workers, name: 'gpu', size: '5' });
  assert.equal(await pools(), ['system 3', 'gpu 5']);
  await pool.destroy({ ...workers, name: 'gpu' });
  assert.equal(await pools(), ['system 3']);
  await tenant.destroy(system);
  const machines = await plane.cluster.list({
    gvk: { group: 'rke-machine-config.cattle.io', version: 'v1', kind: 'Amazonec2Config' },
    namespace: 'fleet-default',
  });
  assert.is(await plane.cluster.get(ref), undefined);
  assert.equal(
    machines.items.filter(({ metadata }) => metadata.name.startsWith(clusterName)),
    [],
  );
});

test("002.16: another user's cluster is neither changed nor given nodes", async () => {
  const tenant = workOn('tenant');
  await tenant.apply(system);
  const taken = [
    workOn('tenant').apply({ ...system, deploy_user: 'bob' }),
    workOn('nodetemplates').apply({ ...workers, deploy_user: 'bob' }),
  ];
  for (const result of await Promise.allSettled(taken)) {
    assert.is(result.status, 'rejected');
    assert.match(String((result as PromiseRejectedResult).reason), /another user|is not of user bob/);
  }
  await tenant.destroy(system);
});

type Values = Readonly<Record<string, string>>;

/** A copy of a template, with a state of its own. Nothing but terraform itself is needed, so that no init comes first. */
function workOn(template: string) {
  const place = mkdtempSync(join(folder, `${template}-`));
  cpSync(join(templates, template), place, { recursive: true });
  const envOf = (variables: Values) => ({
    PATH: `${cloudmgrFolder()}:${process.env['PATH']}`,
    HOME: folder,
    TF_CLI_CONFIG_FILE: configuration,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    ...(plane === undefined ? {} : { KUBECONFIG: plane.kubeconfig, RANCHER_KUBECONFIG: plane.kubeconfig }),
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
  });
  const terraform = (variables: Values, ...words: string[]) => {
    const options = { cwd: place, env: envOf(variables), encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('terraform', [...words, '-no-color'], options);
  };
  return {
    terraform,
    plan: (variables: Values) => {
      terraform(variables, 'plan', '-input=false', '-out=plan');
      const { planned_values: values } = JSON.parse(terraform(variables, 'show', '-json', 'plan')) as Planned;
      const outputs = Object.entries(values.outputs).map(([name, { value }]) => [name, value]);
      const content = values.root_module.resources.find(({ name }) => name === 'content')?.values.input as Content;
      return { outputs: Object.fromEntries(outputs) as Record<string, unknown>, content };
    },
    apply: (variables: Values) => spawned(place, envOf(variables), 'apply'),
    destroy: (variables: Values) => spawned(place, envOf(variables), 'destroy'),
    files: () =>
      readdirSync(place)
        .filter((name) => name.includes('tfstate'))
        .map((name) => readFileSync(join(place, name), 'utf8')),
  };
}

/** What a template says its objects hold. */
interface Content {
  readonly machine: KubeObject;
  readonly cluster: KubeObject & { readonly spec: { readonly cloudCredentialSecretName: string } };
  readonly pool: { readonly quantity: number; readonly labels: Values; readonly machineConfigRef: Values };
}

interface Planned {
  readonly planned_values: {
    readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
    readonly root_module: {
      readonly resources: readonly { readonly name: string; readonly values: { readonly input: Content } }[];
    };
  };
}

/** Without blocking, so that two may run at once. @returns what it printed */
function spawned(cwd: string, env: NodeJS.ProcessEnv, phase: string): Promise<string> {
  const child = spawn('terraform', [phase, '-no-color', '-input=false', '-auto-approve'], { cwd, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`terraform ${phase}: ${said}`))));
  });
}

async function decoded(ref: ObjectRef): Promise<Record<string, string>> {
  const { data } = (await plane.cluster.get(ref)) as KubeObject & { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]));
}

it.run();
