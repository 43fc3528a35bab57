import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installationFolder } from '../../src/cli/profile/installation.ts';
import { controlPlaneProfile, networkProfile } from '../../src/cli/profile/profiles.ts';
import { renderProfile } from '../../src/cli/profile/render-profile.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { bundle } from '../support/bundle.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('capstan profile dump');

const copctl = join(await bundle(), '../copctl.js');
const scratch = scratchFolder();
const given = ['-a', 'apps.example.com', '-i', 'app:v1', '-u', 'me', '-p', 'hush'] as const;

function run(words: readonly string[], { env = {}, cwd = mkdtempSync(`${scratch}/`) } = {}) {
  const options = { cwd, encoding: 'utf8' as const, env: { PATH: process.env['PATH'] ?? '', ...env } };
  const { status, stdout, stderr } = spawnSync(process.execPath, [copctl, 'profile', 'dump', ...words], options);
  return { code: status, stdout, stderr, cwd };
}

function dump(words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { code, stderr, cwd } = run(words, { env });
  assert.is(code, 0, stderr);
  return cwd;
}

const filesIn = (folder: string) => globSync('**/*.yaml', { cwd: folder }).sort();

it('takes its flags from the environment, and what is on the command line before that', () => {
  const env = {
    CNVRGCTL_WILDCARD_DOMAIN: 'apps.example.com',
    CNVRGCTL_CONTROL_PLANE_IMAGE: 'app:v1',
    CNVRGCTL_REGISTRY_USER: 'me',
    CNVRGCTL_REGISTRY_PASSWORD: 'hush',
    CNVRGCTL_INGRESS: 'istio',
    CNVRGCTL_CRI: 'docker',
    CNVRGCTL_NAMESPACE: 'elsewhere',
    CNVRGCTL_TEMPLATES_DUMP_DIR: 'out',
    CNVRGCTL_PRESERVE_TEMPLATES_DIR: 'true',
    CNVRGCTL_HTTPS: 'true',
    CNVRGCTL_PROXY: 'http://proxy:3128',
  };
  const folder = join(dump(['cp', '--cri', 'cri-o'], env), 'out/tmpl');
  const base = readFileSync(join(folder, 'conf/cm/config-base.yaml'), 'utf8');
  assert.match(base, 'CNVRG_CRI: cri-o\n');
  assert.match(base, 'KUBE_NAMESPACE: elsewhere\n');
  const networking = readFileSync(join(folder, 'conf/cm/config-networking.yaml'), 'utf8');
  assert.match(networking, 'DEFAULT_URL: https://app.apps.example.com\n');
  assert.match(networking, 'HTTP_PROXY: http://proxy:3128\n');
  assert.ok(existsSync(join(folder, 'ingress/gw.yaml')));
  assert.not.ok(existsSync(join(dump(['cp', '-k=false'], env), 'out/tmpl')));
});

it('takes its flags before the profile, in groups, and with = as Go does', () => {
  const one = dump(['-d', 'one', '-k', 'control-plane', ...given, '-s=istio']);
  const other = dump(['cp', ...given, '-s', 'istio', '-kd', 'other']);
  assert.equal(filesIn(join(other, 'other')), filesIn(join(one, 'one')));
  assert.ok(existsSync(join(one, 'one/tmpl/ingress/gw.yaml')));
});

it('lets --values win over flags, and --set over both', () => {
  const values = writeText(join(scratch, 'v.yaml'), 'cri: docker\ncontrolPlan: { webapp: { replicas: 5 } }\n');
  const set = ['--set', 'controlPlan.webapp.replicas=7'];
  const folder = join(dump(['cp', ...given, '-k', '-c', 'cri-o', '-f', values, ...set]), 'cnvrg-manifests/tmpl');
  assert.match(readFileSync(join(folder, 'conf/cm/config-base.yaml'), 'utf8'), 'CNVRG_CRI: docker\n');
  assert.match(readFileSync(join(folder, 'webapp/dep.yaml'), 'utf8'), 'replicas: 7\n');
});

it('says in JSON what was written and made up, and nothing that is secret', () => {
  const { stdout, cwd } = run(['cp', ...given, '-o', 'json']);
  const report = JSON.parse(stdout) as {
    files: readonly { path: string }[];
    generated: readonly { name: string; files: readonly string[] }[];
    warnings: readonly string[];
  };
  const files = filesIn(join(cwd, 'cnvrg-manifests'));
  assert.equal(report.files.map(({ path }) => path).sort(), files);
  const ofPassword = report.generated.find(({ name }) => name === 'pgPassword');
  assert.equal(ofPassword?.files, ['pg-credstmpl-pg-secret.yaml']);
  assert.not.match(stdout, 'hush');
  const secret = /POSTGRES_PASSWORD: (\S+)/.exec(
    readFileSync(join(cwd, 'cnvrg-manifests', ofPassword?.files[0] ?? ''), 'utf8'),
  );
  const password = Buffer.from(secret?.[1] ?? '', 'base64').toString();
  assert.is(password.length, 20);
  assert.not.match(stdout, password);
});

it('leaves the words out that only the operator reads', () => {
  const folder = join(dump(['cp', ...given, '-s', 'istio', '-kd', 'out']), 'out');
  for (const file of filesIn(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.not.match(text, /helm\.sh\/(?:resource-group|depends-on)/, file);
    assert.not.match(text, 'annotations: {}', file);
  }
});

it('warns of what a dump that was killed left', () => {
  const { cwd } = run(['cp', ...given]);
  const left = join(cwd, '.cnvrg-manifests.old-999999999-0123abcd');
  mkdirSync(left);
  assert.match(run(['cp', ...given], { cwd }).stderr, `warning: ${left} is what a dump that was broken off left`);
  assert.ok(existsSync(left));
});

it('does not say that a password was made up which was given', () => {
  const { stdout } = run(['cp', ...given, '-o', 'json', '--set', 'dbs.pg.pass=mine']);
  assert.not.match(stdout, 'pgPassword');
});

for (const [what, words, message] of [
  ['an unknown flag', ['cp', '--wildcard', 'x'], "unknown option '--wildcard'"],
  ['a namespace that is none', ['cp', ...given, '-n', 'Cnvrg_1'], '--namespace: "Cnvrg_1" is no name of a namespace'],
  ['a boolean that is none', ['cp', ...given, '--https=maybe'], '--https: "maybe" is neither true nor false'],
  ['a field that no CnvrgApp has', ['cp', ...given, '--set', 'dbs.pq.enabled=false'], 'pq'],
  ['an unknown profile', ['everything'], "unknown command 'everything'"],
] as const) {
  it(`refuses ${what} and writes nothing`, () => {
    const { code, stderr, cwd } = run(words);
    assert.is(code, 1);
    assert.match(stderr, message);
    assert.equal(readdirSync(cwd), []);
  });
}

it('refuses to put one profile in the place of another', () => {
  const { cwd } = run(['cp', ...given]);
  const { code, stderr } = run(['network'], { cwd });
  assert.is(code, 1);
  assert.match(stderr, 'which no such dump has written');
});

it('dumps Istio with its definitions, for a cluster that has none', () => {
  const folder = join(dump(['network', '-k', '-n', 'mesh']), 'cnvrg-manifests');
  assert.equal(filesIn(folder), [
    'tmpl/apps-class.yaml',
    ...[
      'install.istio.io_istiooperators',
      ...['destinationrules', 'gateways', 'virtualservices'].map((name) => `networking.istio.io_${name}`),
    ].map((name) => `tmpl/crds/${name}.yaml`),
    ...['dep', 'instance', 'role', 'rolebinding', 'sa', 'svc'].map((name) => `tmpl/istio/${name}.yaml`),
    'tmpl/jobs-class.yaml',
  ]);
});

it('gives Istio the label that the Gateway of a control plane selects', async () => {
  const values = {
    clusterDomain: 'apps.example.com',
    controlPlan: { webapp: { image: 'app:v1' }, registry: { user: 'me', password: 'hush' } },
  };
  const app = await renderProfile({ profile: controlPlaneProfile, namespace: 'cnvrg', values });
  const mesh = await renderProfile({
    profile: networkProfile,
    namespace: 'cnvrg',
    values: { infraNamespace: 'cnvrg' },
  });
  const gateway = app.objects.find(({ path }) => path === 'ingress/gw')?.object['spec'] as { selector: object };
  const istio = mesh.objects.find(({ path }) => path === 'istio/instance')?.object['spec'] as {
    components: { ingressGateways: readonly { label: object }[] };
  };
  assert.equal(istio.components.ingressGateways[0]?.label, gateway.selector);
});

it('finds the charts above the program, and says so when they are not there', () => {
  assert.ok(existsSync(join(installationFolder(), 'helm-charts/cnvrg-app/Chart.yaml')));
  assert.throws(
    () => installationFolder('/nowhere/dist'),
    (error: unknown) => isCapstanError(error, 'CHART_NOT_FOUND'),
  );
});

it.run();
