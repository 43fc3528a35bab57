import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CompiledChart, compileCharts } from '../../../src/build/charts/index.ts';
import { loadChart } from '../../../src/chart/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { parseIndex } from '../../../src/repository/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { writeCharts } from '../../support/write-charts.ts';

const it = suite('packages of compiled charts');
const root = scratchFolder();
let folders = 0;

const now = new Date('2026-02-03T04:05:06Z');

it('are one archive a chart, the same unpacked, and an index with their digests', async () => {
  const to = newFolder();
  const written = await writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now });
  assert.equal(
    written.map(({ name }) => name),
    ['api', 'web'],
  );
  assert.equal(readdirSync(join(to, 'v1.0.0')).sort(), ['api', 'api-v1.0.0.tgz', 'web', 'web-v1.0.0.tgz']);
  assert.equal(readdirSync(to).sort(), ['index.yaml', 'v1.0.0']);
  const index = parseIndex(readFileSync(join(to, 'index.yaml')), 'index.yaml');
  for (const { name, file, digest } of written) {
    assert.is(createHash('sha256').update(readFileSync(file)).digest('hex'), digest);
    assert.equal(index.get(name), [{ name, version: 'v1.0.0', digest, urls: [`v1.0.0/${name}-v1.0.0.tgz`] }]);
  }
  const { metadata, templates } = await loadChart(join(to, 'v1.0.0/web'));
  assert.is(metadata.appVersion, 'v1.0.0-abc');
  assert.equal(
    templates.map(({ path }) => path),
    ['templates/_eta.tpl', 'templates/web.yaml'],
  );
});

it('hold no time: the same charts give the same bytes and the same entries', async () => {
  const [first, second] = [newFolder(), newFolder()];
  const before = await writeCharts(await charts('v1.0.0'), { to: first, version: 'v1.0.0', now });
  const later = await writeCharts(await charts('v1.0.0'), { to: second, version: 'v1.0.0', now: new Date() });
  assert.equal(
    before.map(({ digest }) => digest),
    later.map(({ digest }) => digest),
  );
  await writeCharts(await charts('v1.0.0'), { to: first, version: 'v1.0.0', now: new Date() });
  assert.match(indexText(first), `created: "${now.toISOString()}"`);
});

it('003.4: join those of older versions, newest first', async () => {
  const to = newFolder();
  for (const version of ['v1.0.0', 'v1.10.0', 'v1.9.0', 'v1.10.0-rc.1']) {
    await writeCharts(await charts(version), { to, version, now });
  }
  const index = parseYaml(indexText(to), { file: 'index.yaml' }) as { entries: Record<string, { version: string }[]> };
  assert.equal(Object.keys(index.entries), ['api', 'web']);
  assert.equal(
    index.entries['web']!.map(({ version }) => version),
    ['v1.10.0', 'v1.10.0-rc.1', 'v1.9.0', 'v1.0.0'],
  );
  assert.equal(readdirSync(to).sort(), ['index.yaml', 'v1.0.0', 'v1.10.0', 'v1.10.0-rc.1', 'v1.9.0']);
});

it('take the place of those of their version, with all that they held', async () => {
  const to = newFolder();
  await writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now });
  const [api] = await charts('v1.0.0');
  await writeCharts([api!], { to, version: 'v1.0.0', now });
  assert.equal(readdirSync(join(to, 'v1.0.0')).sort(), ['api', 'api-v1.0.0.tgz']);
  assert.not.match(indexText(to), 'web');
});

it('are told apart from others of their name and version, which they take the place of', async () => {
  const to = newFolder();
  const changed = async (of: readonly CompiledChart[], version: string) =>
    (await writeCharts(of, { to, version, now })).filter(({ isChanged }) => isChanged).map(({ name }) => name);
  const first = await charts('v1.0.0');
  assert.equal(await changed(first, 'v1.0.0'), []);
  assert.equal(await changed(first, 'v1.0.0'), [], 'the same again');
  const [api, web] = first;
  const other = { ...web!, chart: { ...web!.chart, metadata: { ...web!.chart.metadata, appVersion: 'v1.0.0-def' } } };
  assert.equal(await changed([api!, other], 'v1.0.0'), ['web']);
  assert.equal(await changed(await charts('v1.1.0'), 'v1.1.0'), []);
});

it('leave what an index says besides as it is', async () => {
  const to = newFolder();
  const theirs =
    'apiVersion: v1\nentries:\n  other:\n    - name: other\n      version: 9.9.9\n      urls: [https://example.com/o.tgz]\n      annotations: {a: b}\n';
  writeText(join(to, 'index.yaml'), theirs);
  await writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now });
  const { entries } = parseYaml(indexText(to), { file: 'index.yaml' }) as { entries: Record<string, unknown> };
  assert.equal(entries['other'], [
    { name: 'other', version: '9.9.9', urls: ['https://example.com/o.tgz'], annotations: { a: 'b' } },
  ]);
});

for (const [what, text, code] of [
  ['no YAML', 'entries: [', 'YAML_INVALID'],
  ['no index', 'a: 1\n', 'REPOSITORY_INVALID'],
  ['no list of versions', 'apiVersion: v1\nentries:\n  web: 1\n', 'REPOSITORY_INVALID'],
] as const) {
  it(`an index.yaml that is ${what} is refused, and nothing is written`, async () => {
    const to = newFolder();
    writeText(join(to, 'index.yaml'), text);
    assert.is(await codeOf(async () => writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now })), code);
    assert.equal(readdirSync(to), ['index.yaml']);
    assert.is(indexText(to), text);
  });
}

it('a chart that cannot be packed leaves things as they were', async () => {
  const to = newFolder();
  await writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now });
  const before = indexText(to);
  const [api, web] = await charts('v2.0.0');
  const broken: CompiledChart = {
    ...web!,
    chart: { ...web!.chart, schema: '{', raw: [{ path: 'values.schema.json', data: Buffer.from('{') }] },
  };
  assert.is(await codeOf(() => writeCharts([api!, broken], { to, version: 'v2.0.0', now })), 'CHART_INVALID');
  assert.equal(readdirSync(to).sort(), ['index.yaml', 'v1.0.0']);
  assert.is(indexText(to), before);
});

it('an index that cannot be read, a folder that is a file: told, and nothing is left behind', async () => {
  const to = newFolder();
  mkdirSync(join(to, 'index.yaml'));
  assert.is(
    await codeOf(async () => writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now })),
    'FILE_UNWRITABLE',
  );
  assert.equal(readdirSync(to), ['index.yaml']);
  const file = writeText(join(newFolder(), 'file'), '');
  assert.is(
    await codeOf(async () => writeCharts(await charts('v1.0.0'), { to: file, version: 'v1.0.0', now })),
    'FILE_UNWRITABLE',
  );
});

it('a disk that takes no more while they are written leaves things as they were', async () => {
  const to = newFolder();
  await writeCharts(await charts('v1.0.0'), { to, version: 'v1.0.0', now });
  const before = indexText(to);
  const from = writeSources();
  const script = `
    const { compileCharts } = await import(${JSON.stringify(new URL('../../../src/build/charts/index.ts', import.meta.url))});
    const { writeCharts } = await import(${JSON.stringify(new URL('../../support/write-charts.ts', import.meta.url))});
    const charts = await compileCharts(${JSON.stringify(from)}, { version: 'v2.0.0', appVersion: 'x', debug: false });
    const failed = await writeCharts(charts, { to: ${JSON.stringify(to)}, version: 'v2.0.0', now: new Date(0) }).catch((error) => error);
    process.stdout.write(String(failed.code));
  `;
  // no file may grow beyond 2 KiB: a write fails, as on a full disk
  const words = ['-c', 'ulimit -f 2; exec "$0" --input-type=module -e "$1"', process.execPath, script];
  const { stdout } = await promisify(execFile)('bash', words);
  assert.is(stdout, 'FILE_UNWRITABLE');
  assert.equal(readdirSync(to).sort(), ['index.yaml', 'v1.0.0']);
  assert.is(indexText(to), before);
});

it('an end in the middle leaves nothing behind', async () => {
  const to = newFolder();
  const compiled = await charts('v1.0.0');
  const code = await codeOf(() => writeCharts(compiled, { to, version: 'v1.0.0', now }, AbortSignal.abort()));
  assert.match(code, 'AbortError');
  assert.equal(readdirSync(to), []);
});

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  return run().then(
    () => 'none',
    (error: unknown) => (isCapstanError(error) ? error.code : String(error)),
  );
}

function indexText(to: string): string {
  return readFileSync(join(to, 'index.yaml'), 'utf8');
}

function newFolder(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

function charts(version: string): Promise<readonly CompiledChart[]> {
  return compileCharts(writeSources(), { version, appVersion: `${version}-abc`, debug: false });
}

/** Two, of which one is written in Eta. */
function writeSources(): string {
  const from = newFolder();
  for (const name of ['web', 'api']) {
    writeText(join(from, name, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: v0.0.0\ndescription: "a: b"\n`);
  }
  writeText(join(from, 'web/templates/web.yaml.eta'), 'kind: ConfigMap\nname: <%= it.Release.Name %>\n');
  writeText(join(from, 'api/templates/api.yaml'), 'kind: ConfigMap\nname: {{ .Release.Name }}\n');
  return from;
}

it.run();
