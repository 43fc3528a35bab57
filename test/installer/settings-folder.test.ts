import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { findConfig } from '../../src/cluster/index.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { knitfabCharts } from '../../src/installer/index.ts';
import {
  keepOnly,
  readPlace,
  readSettings,
  replaceFile,
  sourceText,
  standaloneKubeconfig,
  writeFolder,
} from '../../src/installer/settings/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('installer settings folder');

const source = {
  chartVersion: 'v0.1.0',
  chartRepositoryRoot: '',
  repository: 'a/b',
  branch: 'main',
  imageRepositoryHost: 'h',
  pullSecret: '',
  tls: true,
};
const values = knitfabCharts.flatMap(({ sources }) => sources.map(({ file }) => `values/${file}`));
const whole = new Map([
  ['kubeconfig', 'x'],
  ['namespace', 'knitfab\n'],
  ['release.yaml', sourceText(source)],
  ['certs/server.crt', 'C'],
  ['certs/server.key', 'K'],
  ...values.map((file) => [file, '# nothing\n'] as const),
]);

const top = scratchFolder();
let count = 0;

async function written(): Promise<string> {
  count += 1;
  const folder = join(top, String(count), 'deep', 'settings');
  await writeFolder(folder, whole);
  return folder;
}

async function refusal(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (isCapstanError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

it('a folder is for its owner alone, whatever the umask', async () => {
  const before = process.umask(0);
  try {
    const folder = await written();
    assert.is((statSync(folder).mode & 0o777).toString(8), '700');
    assert.is((statSync(join(folder, 'certs')).mode & 0o777).toString(8), '700');
    assert.is((statSync(join(folder, 'certs/server.key')).mode & 0o777).toString(8), '600');
    await replaceFile(folder, 'handouts/a/b', 'x');
    assert.is((statSync(join(folder, 'handouts/a')).mode & 0o777).toString(8), '700');
  } finally {
    process.umask(before);
  }
});

it('a folder that cannot be filled leaves nothing behind', async () => {
  const folder = join(scratchFolder(), 'settings');
  const texts = new Map([
    ['kubeconfig', 'x'],
    ['kubeconfig/not', 'a folder'],
  ]);
  assert.match(await refusal(() => writeFolder(folder, texts)), /^FILE_UNWRITABLE: .*settings cannot be written/);
  assert.equal(readdirSync(dirname(folder)), []);
});

it('what a process that was killed left beside it goes with the next; what others are writing stays', async () => {
  const top = scratchFolder();
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [
    `.settings.${ended}-0123abcd.partial`,
    `.settings.${process.pid}-0123abcd.partial`,
    '.settings.mine.partial',
  ];
  for (const name of names) writeText(join(top, name, 'certs/ca.key'), 'K');
  await writeFolder(join(top, 'settings'), whole);
  assert.equal(readdirSync(top).sort(), [...names.slice(1), 'settings'].sort());
});

it('a place that no folder can be made at is refused at once', async () => {
  const file = writeText(join(scratchFolder(), 'file'), '');
  for (const place of [join(file, 'settings'), '/proc/nothing/settings']) {
    assert.match(await refusal(() => writeFolder(place, whole)), 'FILE_UN', place);
  }
});

it('an empty folder is filled, one with files is left alone', async () => {
  const folder = join(scratchFolder(), 'settings');
  mkdirSync(folder);
  await writeFolder(folder, whole);
  assert.match(await refusal(() => writeFolder(folder, new Map([['a', 'b']]))), 'FILE_UNWRITABLE');
  assert.not.ok(existsSync(join(folder, 'a')));
});

it('a folder that is whole is read', async () => {
  const settings = await readSettings(await written(), knitfabCharts);
  assert.is(settings.namespace, 'knitfab');
  assert.equal(settings.source, source);
  assert.equal(settings.values.get('knit-app.yaml'), {});
  assert.is(settings.tls?.server.key.text, 'K');
  assert.is(settings.tls?.authority, undefined);
});

it('a removal needs no more than the cluster and the namespace', async () => {
  const folder = await written();
  for (const name of ['certs', 'values', 'release.yaml']) rmSync(join(folder, name), { recursive: true });
  assert.equal(await readPlace(folder), { folder, kubeconfig: join(folder, 'kubeconfig'), namespace: 'knitfab' });
  for (const name of ['kubeconfig', 'namespace']) {
    const other = await written();
    rmSync(join(other, name));
    assert.match(await refusal(() => readPlace(other)), new RegExp(`^SETTINGS_INVALID: .*there is no ${name}$`));
  }
});

for (const missing of whole.keys()) {
  it(`a folder without ${missing} is not whole`, async () => {
    const folder = await written();
    rmSync(join(folder, missing));
    assert.is(
      await refusal(() => readSettings(folder, knitfabCharts)),
      `SETTINGS_INVALID: settings folder ${folder} is not whole: there is no ${missing}`,
    );
  });
}

for (const [what, file, text, want] of [
  ['an empty namespace', 'namespace', '\n', /^SETTINGS_INVALID: .*there is no namespace$/],
  ['a namespace that is none', 'namespace', 'A_b\n', /^USAGE: .*"A_b" is no name for a namespace$/],
  ['values that are no YAML', 'values/knit-app.yaml', 'a: [', /^VALUES_INVALID: .*knit-app\.yaml cannot be read/],
  ['values that are a list', 'values/hooks.yaml', '- a', /^VALUES_INVALID: .*hooks\.yaml cannot be read/],
] as const) {
  it(`${what}: refused`, async () => {
    const folder = await written();
    writeFileSync(join(folder, file), text);
    assert.match(await refusal(() => readSettings(folder, knitfabCharts)), want);
  });
}

it('what is wrong with values is told without what they hold', async () => {
  const folder = await written();
  writeFileSync(join(folder, 'values/knit-db-postgres.yaml'), 'credential:\n  password: "s3cr3t\n');
  try {
    await readSettings(folder, knitfabCharts);
    assert.unreachable();
  } catch (error) {
    assert.ok(isCapstanError(error, 'VALUES_INVALID'));
    assert.not.match(JSON.stringify([error.message, error.place, error.hint]), 's3cr3t');
  }
});

it('no folder at all, and a file in its place', async () => {
  const file = writeText(join(scratchFolder(), 'file'), '');
  for (const place of ['/nonexistent/settings', file]) {
    assert.is(
      await refusal(() => readSettings(place, knitfabCharts)),
      `SETTINGS_INVALID: there is no settings folder ${place}`,
    );
  }
});

it('a kubeconfig stands alone: files that it names are in it, other contexts are not', () => {
  const folder = scratchFolder();
  writeText(join(folder, 'ca.crt'), 'CA');
  writeText(join(folder, 'key.pem'), 'KEY');
  const kubeconfig = writeText(
    join(folder, 'config'),
    `apiVersion: v1
current-context: b
contexts:
  - {name: a, context: {cluster: a, user: a}}
  - {name: b, context: {cluster: b, user: b, namespace: n}}
clusters:
  - {name: a, cluster: {server: "https://a"}}
  - {name: b, cluster: {server: "https://b", certificate-authority: ca.crt}}
users:
  - {name: a, user: {token: secret-of-a}}
  - {name: b, user: {client-key: key.pem, client-certificate-data: Q0VSVA==, tokenFile: token}}
`,
  );
  const alone = parse(standaloneKubeconfig(findConfig({ kubeconfig, env: {} })));
  assert.equal(alone, {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'b',
    contexts: [{ name: 'b', context: { cluster: 'b', user: 'b', namespace: 'n' } }],
    clusters: [{ name: 'b', cluster: { server: 'https://b', 'certificate-authority-data': 'Q0E=' } }],
    users: [
      {
        name: 'b',
        user: { tokenFile: join(folder, 'token'), 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' },
      },
    ],
  });
  rmSync(join(folder, 'ca.crt'));
  assert.throws(() => standaloneKubeconfig(findConfig({ kubeconfig, env: {} })), /ca\.crt, which cannot be read/);
});

it('what a folder in it holds besides given files goes', async () => {
  const folder = await written();
  for (const host of ['10.0.0.1:30503', '10.0.0.1:30504'])
    writeText(join(folder, `handouts/certs.d/${host}/ca.crt`), 'C');
  await keepOnly(folder, 'handouts/certs.d', ['handouts/certs.d/10.0.0.1:30504/ca.crt', 'handouts/README.md']);
  assert.equal(readdirSync(join(folder, 'handouts/certs.d')), ['10.0.0.1:30504']);
  await keepOnly(folder, 'handouts/absent', []);
  assert.equal(readdirSync(join(folder, 'handouts')), ['certs.d']);
});

it.run();
