import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { newProject, readProject, starterChart, writeChanges } from '../../src/scaffold/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { codeOf } from '../support/code-of.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('files of a project');
const request = { domain: 'example.com', projectName: 'demo', baseImage: 'image:v1', watchesSchema: '{}\n' };

it('nothing is written when something is in the way', () => {
  const folder = scratchFolder();
  writeText(join(folder, 'b/c'), 'old');
  const changes = ['a', 'b/c'].map((path) => ({ path, content: 'new', action: 'create' as const }));
  assert.is(
    codeOf(() => writeChanges(folder, changes, { dryRun: false })),
    'FILE_UNWRITABLE',
  );
  assert.not.ok(existsSync(join(folder, 'a')));
  assert.is(readFileSync(join(folder, 'b/c'), 'utf8'), 'old');
});

it('a dry run finds what is in the way, and writes nothing', () => {
  const folder = scratchFolder();
  writeChanges(folder, [{ path: 'a', content: 'new', action: 'create' }], { dryRun: true });
  assert.not.ok(existsSync(join(folder, 'a')));
  writeText(join(folder, 'a'), 'old');
  assert.is(
    codeOf(() => writeChanges(folder, [{ path: 'a', content: 'new', action: 'create' }], { dryRun: true })),
    'FILE_UNWRITABLE',
  );
});

it('what is added to is replaced', () => {
  const folder = scratchFolder();
  writeText(join(folder, 'a'), 'old');
  writeChanges(folder, [{ path: 'a', content: 'new', action: 'update' }], { dryRun: false });
  assert.is(readFileSync(join(folder, 'a'), 'utf8'), 'new');
});

it('every YAML file of a project can be read', () => {
  const files = newProject(request).filter(({ path }) => path.endsWith('.yaml') || path === 'PROJECT');
  assert.ok(files.length > 20);
  for (const { path, content } of files) parseYamlDocuments(String(content), { file: path });
});

it('PROJECT says what a project is called', () => {
  const project = newProject(request).find(({ path }) => path === 'PROJECT');
  assert.equal(readProject(String(project?.content), 'folder'), { domain: 'example.com', projectName: 'demo' });
  assert.equal(readProject(undefined, 'folder'), { domain: '', projectName: 'folder' });
});

for (const [what, wrong] of [
  ['a domain with blanks', { domain: 'a b' }],
  ['no domain', { domain: '' }],
  ['a name with capitals', { projectName: 'Demo' }],
  ['a name too long for a namespace and what is behind it', { projectName: 'a'.repeat(49) }],
] as const) {
  it(`${what} is refused`, () =>
    assert.is(
      codeOf(() => newProject({ ...request, ...wrong })),
      'USAGE',
    ));
}

it('the Dockerfile is the one that projects have, on the image that is asked for', () => {
  const dockerfile = String(newProject(request).find(({ path }) => path === 'Dockerfile')?.content);
  assert.match(dockerfile, /^FROM image:v1$/m);
  assert.match(dockerfile, /^COPY helm-charts \$\{HOME\}\/helm-charts$/m);
});

it('the first chart names nothing but itself', () => {
  const names = starterChart('shop').map(({ path }) => path);
  assert.ok(names.includes('templates/deployment.yaml') && names.includes('values.schema.json'));
});

it.run();
