import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { capstan } from './support.ts';

const it = suite('capstan init and create');

async function project(name = 'demo-operator'): Promise<string> {
  const parent = scratchFolder();
  const { code, stderr } = await capstan(['init', name, '--domain', 'example.com'], { cwd: parent });
  assert.is(code, 0, stderr);
  return join(parent, name);
}

const api = ['create', 'api', '--group', 'web', '--version', 'v1', '--kind', 'Site'];

it('makes a project, which is called after its folder', async () => {
  const folder = await project();
  assert.match(readFileSync(join(folder, 'PROJECT'), 'utf8'), 'projectName: demo-operator\n');
  assert.match(
    readFileSync(join(folder, 'watches.yaml'), 'utf8'),
    /^# yaml-language-server: \$schema=\.\/watches\.schema\.json\n/,
  );
  const schema = JSON.parse(readFileSync(join(folder, 'watches.schema.json'), 'utf8')) as { type?: string };
  assert.is(schema.type, 'array');
});

it('overwrites nothing', async () => {
  const folder = await project();
  const before = readFileSync(join(folder, 'Makefile'), 'utf8');
  const { code, stderr } = await capstan(['init', '--domain', 'example.org'], { cwd: folder });
  assert.is(code, 1);
  assert.match(stderr, /are there already {2}FILE_UNWRITABLE/);
  assert.is(readFileSync(join(folder, 'Makefile'), 'utf8'), before);
});

it('says in JSON what it would write', async () => {
  const cwd = scratchFolder();
  const { stdout } = await capstan(['init', 'x', '--domain', 'example.com', '--dry-run', '-o', 'json'], { cwd });
  const { dryRun, files } = JSON.parse(stdout) as { dryRun: boolean; files: { path: string; action: string }[] };
  assert.ok(dryRun);
  assert.ok(files.some(({ path, action }) => path === 'config/manager/manager.yaml' && action === 'create'));
  assert.not.ok(existsSync(join(cwd, 'x')));
});

it('adds a kind, once', async () => {
  const folder = await project();
  const { code, stdout, stderr } = await capstan(api, { cwd: folder });
  assert.is(code, 0, stderr);
  assert.match(stdout, /^update watches\.yaml$/m);
  assert.match(stdout, /^create config\/crd\/bases\/web\.example\.com_sites\.yaml$/m);
  assert.match(readFileSync(join(folder, 'watches.yaml'), 'utf8'), '  chart: helm-charts/site\n');
  const again = await capstan(api, { cwd: folder });
  assert.is(again.code, 1);
  assert.match(again.stderr, 'watches.yaml has web.example.com/v1 Site already');
});

it('leaves a chart where it is when that is in the project, and packed ones are unpacked', async () => {
  const folder = await project();
  const chart = join(folder, 'helm-charts/own');
  writeText(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: other\nversion: 1.0.0\n');
  writeText(join(chart, 'templates/a.yaml'), 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n');
  const own = await capstan([...api, '--helm-chart', 'helm-charts/own'], { cwd: folder });
  assert.is(own.code, 0, own.stderr);
  assert.match(readFileSync(join(folder, 'watches.yaml'), 'utf8'), '  chart: helm-charts/own\n');
  await capstan(['package', chart, '-d', folder], { cwd: folder });
  const words = [
    'create',
    'api',
    '--group',
    'web',
    '--version',
    'v1',
    '--kind',
    'Other',
    '--helm-chart',
    './other-1.0.0.tgz',
  ];
  const packed = await capstan(words, { cwd: folder });
  assert.is(packed.code, 0, packed.stderr);
  assert.ok(existsSync(join(folder, 'helm-charts/other/templates/a.yaml')));
});

it('keeps what a person wrote into the files it adds to', async () => {
  const folder = await project();
  for (const path of ['watches.yaml', 'config/rbac/role.yaml', 'config/rbac/kustomization.yaml', 'PROJECT']) {
    const file = join(folder, path);
    writeText(file, `# A note of mine.\n${readFileSync(file, 'utf8')}`);
  }
  await capstan(api, { cwd: folder });
  for (const path of ['watches.yaml', 'config/rbac/role.yaml', 'config/rbac/kustomization.yaml', 'PROJECT']) {
    assert.match(readFileSync(join(folder, path), 'utf8'), /^# A note of mine\.\n/, path);
  }
});

it('outside of a project says what is missing', async () => {
  const { code, stderr } = await capstan([...api.slice(0, 3), 'web.example.com', ...api.slice(4)], {
    cwd: scratchFolder(),
  });
  assert.is(code, 1);
  assert.match(stderr, /there is no watches\.yaml here.*\n.*capstan init makes one/);
});

it('prints the rights of a watches file; what is not known goes to the other output', async () => {
  const folder = await project();
  await capstan(api, { cwd: folder });
  const { code, stdout, stderr } = await capstan(['create', 'rbac', '--name', 'least'], { cwd: folder });
  assert.is(code, 0, stderr);
  assert.is(stderr, '');
  assert.match(stdout, 'name: least\n');
  assert.match(stdout, '  - apiGroups: [networking.k8s.io]\n    resources: [ingresses]\n');
  assert.not.match(stdout, '"*"');
});

it.run();
