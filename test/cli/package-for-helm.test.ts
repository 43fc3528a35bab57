import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadChart } from '../../src/chart/index.ts';
import { writeChart } from '../chart/charts.ts';
import { scratchFolder } from '../support/scratch.ts';
import { capstan } from './support.ts';

const it = suite('capstan package --for-helm');
const root = scratchFolder();

it('packs an Eta chart as one of Go templates that renders the same', async () => {
  const to = newFolder('plain');
  const folder = writeChart({
    'templates/a.yaml.eta': 'kind: ConfigMap\nmetadata:\n  name: <%= `${it.Release.Name}-${it.Values.count}` %>\n',
    'values.yaml': 'count: 1\n',
  });
  const { code, stdout, stderr } = await capstan(['package', '--for-helm', folder, '-d', to, '--version', '1.2.3']);
  assert.is(code, 0, stderr);
  const [archive = ''] = readdirSync(to);
  assert.match(stdout, archive);
  const { templates, metadata } = await loadChart(join(to, archive));
  assert.is(metadata.version, '1.2.3');
  assert.not.ok(templates.some(({ path }) => path.endsWith('.eta')));
  const [go, eta] = await Promise.all([join(to, archive), folder].map((chart) => capstan(['template', 'x', chart])));
  assert.match(eta!.stdout, 'name: x-1');
  assert.is(go!.stdout, eta!.stdout.replaceAll('.yaml.eta', '.yaml'));
});

it('says where a template leaves the portable part of Eta, and writes nothing', async () => {
  const to = newFolder('refused');
  const folder = writeChart({ 'templates/a.yaml.eta': 'kind: ConfigMap\nn: <%= /a/.source %>\n', 'values.yaml': '' });
  const { code, stderr } = await capstan(['package', '--for-helm', folder, '-d', to]);
  assert.is(code, 1);
  assert.match(stderr, /TEMPLATE_UNPORTABLE/);
  assert.match(stderr, /templates\/a\.yaml\.eta:2:8/);
  assert.match(stderr, /hint: ask with includes/);
  assert.equal(readdirSync(to), []);
});

function newFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

it.run();
