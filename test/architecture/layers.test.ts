import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesOf, importsOf, root } from './source.ts';

const it = suite('layers');

/** What each folder of src may import: only what lies below it. ARCHITECTURE.md draws this table. */
const leaves = ['yaml', 'semver', 'params', 'log', 'errors', 'process-table.ts', 'user-home.ts'];
const table: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'server',
    'operator',
    'workflow',
    'execution',
    'subprocess',
    'devcluster',
    'scaffold',
    'build',
    'installer',
    'view',
    'release',
    'cluster',
    'render',
    'image',
    'repository',
    'lint',
    'chart',
    'template',
    ...leaves,
    'version.ts',
  ],
  server: ['view', 'workflow', 'release', 'cluster', 'render', 'chart', ...leaves],
  web: ['server', 'params'],
  workflow: ['subprocess', ...leaves],
  execution: ['release', 'cluster', 'render', 'repository', 'chart', 'template', ...leaves],
  operator: ['release', 'cluster', 'render', 'chart', 'template', ...leaves],
  devcluster: ['cluster', 'image', 'template', ...leaves],
  build: ['image', 'repository', 'chart', 'template', ...leaves],
  installer: ['release', 'cluster', 'render', 'repository', 'chart', 'template', ...leaves],
  knitfab: ['cluster', ...leaves, 'version.ts'],
  scaffold: ['cluster', 'render', 'chart', ...leaves],
  view: ['release', 'cluster', 'render', 'chart', ...leaves],
  release: ['cluster', 'render', 'chart', 'template', ...leaves],
  cluster: leaves,
  render: ['chart', 'template', ...leaves],
  image: ['repository', ...leaves],
  repository: ['chart', 'template', ...leaves],
  lint: ['render', 'chart', 'template', ...leaves],
  chart: ['template', ...leaves],
  template: leaves,
  subprocess: ['params', 'errors', 'process-table.ts'],
  yaml: ['errors'],
  semver: [],
  params: ['errors'],
  log: ['errors'],
  errors: [],
  'version.ts': [],
  'process-table.ts': [],
  'user-home.ts': [],
};

const files = filesOf('src/**/*.{ts,tsx}');

/** `cluster` of `src/cluster/readiness/jobs.ts`. */
function partOf(path: string): string {
  return path.split('/')[1] ?? '';
}

it('every part of src stands in the table', () => {
  assert.equal([...new Set(files.map(({ path }) => partOf(path)))].sort(), Object.keys(table).sort());
});

it('the table has no circles', () => {
  const reaches = (part: string, seen: readonly string[]): void => {
    assert.not.ok(seen.includes(part), [...seen, part].join(' → '));
    for (const below of table[part] ?? []) reaches(below, [...seen, part]);
  };
  for (const part of Object.keys(table)) reaches(part, []);
});

it('imports only point down', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter(({ path }) => path !== undefined && partOf(path) !== partOf(file.path))
      .filter(({ path }) => !table[partOf(file.path)]?.includes(partOf(path ?? '')))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  assert.equal(wrong, []);
});

it('a folder is imported by its index.ts, its insides by itself alone', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter(({ path }) => path !== undefined && !isOpenTo(file.path, path))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  assert.equal(wrong, []);
});

/** Open is a folder's index.ts, and all that lies beside the importing file or beside a folder round it. */
function isOpenTo(importer: string, path: string): boolean {
  const folder = posix.dirname(path);
  const isAround = importer.startsWith(`${folder}/`);
  if (isAround) return true;
  const isFolderBeside = importer.startsWith(`${posix.dirname(folder)}/`);
  return isFolderBeside && (posix.basename(path) === 'index.ts' || !existsSync(`${root}/${folder}/index.ts`));
}

it('the pages know of the server only types: they run in a browser', () => {
  const wrong = files
    .filter((file) => partOf(file.path) === 'web')
    .flatMap((file) =>
      importsOf(file)
        .filter(({ path, isType }) => path !== undefined && partOf(path) === 'server' && !isType)
        .map(({ specifier }) => `${file.path} imports ${specifier}`),
    );
  assert.equal(wrong, []);
});

it('imports in a circle are of types only', () => {
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap(({ path, isType, specifier }) =>
        path === undefined || isType || file.text.includes(`import('${specifier}')`) ? [] : [path],
      ),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path].join(' → ');
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...way, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) assert.is(visit(path, []), undefined);
});

it('an import names a file that is there, with its ending', () => {
  const wrong = [...files, ...filesOf('{test,scripts,bench}/**/*.ts')].flatMap((file) =>
    importsOf(file)
      .filter(({ path }) => path !== undefined && !existsSync(`${root}/${path}`))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  assert.equal(wrong, []);
});

it.run();
