import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { fetchCharts, knitfabCharts, listVersions } from '../../src/installer/charts/index.ts';
import { scratchFolder } from '../support/scratch.ts';
import { serveFolder } from './serve-folder.ts';
import { smallRepository } from './small-charts.ts';

const it = suite('installer chart repository');

const folder = await smallRepository(['v0.1.0', 'v0.2.0'], ['knit-app v0.2.0']);
const names = knitfabCharts.map(({ name }) => name);
const settings = {
  repositoryConfig: '/nonexistent/repositories.yaml',
  repositoryCache: scratchFolder(),
  credentialFiles: [],
  proxy: {},
  userAgent: 'capstan-test',
};
const index = readFileSync(join(folder, 'index.yaml'));
const web = await serveFolder(folder, (path, response) => {
  const [, how] = path.split('/');
  const isArchive = path.endsWith('.tgz');
  if (how === 'unauthorized') response.writeHead(401).end();
  else if (how === 'broken') response.writeHead(500).end();
  else if (how === 'cut' && isArchive) response.destroy();
  else if (how === 'other' && isArchive) response.end('another chart');
  else if (how === 'cut' || how === 'other') response.end(index);
  else if (how === 'text') response.end('hello');
  else return false;
  return true;
});

for (const [what, root] of [
  ['a folder', `file://${folder}`],
  ['a folder with a slash at the end', `file://${folder}/`],
  ['a folder below this one', `file:${relative(process.cwd(), folder)}`],
  ['a web server', web.url],
] as const) {
  it(`all charts of a version: ${what}`, async () => {
    const charts = await fetchCharts(root, names, 'v0.1.0', settings);
    assert.equal(
      charts.map(({ metadata }) => `${metadata.name} ${metadata.version}`),
      names.map((name) => `${name} v0.1.0`),
    );
    assert.equal((await fetchCharts(root, names, '0.1.0', settings)).length, names.length, 'without its v');
    assert.equal(await listVersions(root, names, settings), ['v0.1.0']);
  });
}

for (const [what, root, version, code, message] of [
  [
    'a version that is not there',
    `file://${folder}`,
    'v9',
    'CHART_NOT_FOUND',
    /knit-storage-nfs v9 is not in the index/,
  ],
  ['a version that one chart lacks', `file://${folder}`, 'v0.2.0', 'CHART_NOT_FOUND', /knit-app v0\.2\.0 is not in/],
  ['a range', `file://${folder}`, '^0.1', 'CHART_NOT_FOUND', /\^0\.1 is not in the index/],
  [
    'a folder without an index',
    `file://${folder}/v0.1.0`,
    'v0.1.0',
    'REPOSITORY_UNREACHABLE',
    /there is no chart index at/,
  ],
  ['no index at all', `${web.url}/nothing`, 'v0.1.0', 'CHART_NOT_FOUND', /404/],
  ['what is no index', `${web.url}/text`, 'v0.1.0', 'REPOSITORY_INVALID', /./],
  ['a server that wants to know who asks', `${web.url}/unauthorized`, 'v0.1.0', 'REPOSITORY_REFUSED', /401/],
  ['a server that fails', `${web.url}/broken`, 'v0.1.0', 'REPOSITORY_REFUSED', /500/],
  ['a server that hangs up', `${web.url}/cut`, 'v0.1.0', 'REPOSITORY_UNREACHABLE', /knit-storage-nfs-v0\.1\.0\.tgz/],
  [
    'a chart that is not the announced one',
    `${web.url}/other`,
    'v0.1.0',
    'CHART_CORRUPT',
    /not what the index announces/,
  ],
  ['a scheme of something else', 'ftp://127.0.0.1/charts', 'v0.1.0', 'REPOSITORY_INVALID', /ftp/],
] as const) {
  it(`${what}: ${code}`, async () => {
    const own = { ...settings, repositoryCache: scratch() };
    try {
      await fetchCharts(root, names, version, own);
    } catch (error) {
      assert.ok(isCapstanError(error), String(error));
      assert.is(error.code, code, error.message);
      assert.match(error.message, message);
      return;
    }
    assert.unreachable('accepted');
  });
}

it('an archive of a folder is held against the index, too', async () => {
  const own = await smallRepository();
  writeFileSync(join(own, 'v0.1.0/knit-app-v0.1.0.tgz'), 'another chart');
  try {
    await fetchCharts(`file://${own}`, names, 'v0.1.0', settings);
    assert.unreachable('accepted');
  } catch (error) {
    assert.ok(isCapstanError(error, 'CHART_CORRUPT'), String(error));
  }
});

const caches = scratchFolder();
let count = 0;

/** What another test has fetched does not count. */
function scratch(): string {
  count += 1;
  return join(caches, String(count));
}

it.run();
