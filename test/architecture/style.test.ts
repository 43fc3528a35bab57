import { posix } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesOf, type SourceFile } from './source.ts';

const it = suite('style');
const files = filesOf('src/**/*.ts');
const everything = filesOf('{src,test,scripts,bench}/**/*.ts');
const self = 'test/architecture/style.test.ts';

/** Lines of files that are one table, whose length says nothing. */
const tables: readonly string[] = ['src/errors/explanations.ts'];

/** path:line of every line that the pattern matches, in code or comment. */
function linesWith(pattern: RegExp, among: readonly SourceFile[]): string[] {
  return among.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** Where a process meets the rest: the command line, and the main.ts of each of Knitfab's programs. */
function isEdge({ path }: SourceFile): boolean {
  return path.startsWith('src/cli/') || /^src\/knitfab\/[^/]+\/main\.ts$/.test(path);
}

it('the environment is read at the edge alone', () => {
  const elsewhere = files.filter((file) => !isEdge(file));
  assert.equal(linesWith(/\bprocess\.env\b(?!\w)|\benv\b.*from 'node:process'/, elsewhere), []);
});

it('a file has at most 400 lines, unless it is a table', () => {
  const long = [...files, ...filesOf('scripts/**/*.ts')]
    .filter(({ path, text }) => text.split('\n').length > 401 && !tables.includes(path))
    .map(({ path, text }) => `${path}: ${text.split('\n').length - 1} lines`);
  assert.equal(long, []);
});

it('files are called in kebab-case', () => {
  const wrong = everything
    .map(({ path }) => path)
    .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(posix.basename(path)));
  assert.equal(wrong, []);
});

it('no folder or file is called after nothing in particular', () => {
  const wrong = everything.map(({ path }) => path).filter((path) => /\b(utils?|helpers?|common|misc)\b/.test(path));
  assert.equal(wrong, []);
});

it('every folder of src has an index.ts, except the programs themselves', () => {
  const folders = [...new Set(files.map(({ path }) => posix.dirname(path)))];
  const without = folders.filter((folder) => !files.some(({ path }) => path === `${folder}/index.ts`));
  assert.equal(
    without.filter((folder) => !['src', 'src/web'].includes(folder) && !folder.startsWith('src/cli')),
    [],
  );
});

for (const { path, text } of files.filter(({ path }) => path.endsWith('/index.ts'))) {
  it(`${path} starts with 5 to 15 lines that say what the folder is for`, () => {
    const [header = ''] = /^\/\*\*\n(?: \*.*\n)+? \*\/\n/.exec(text) ?? [];
    const lines = header.split('\n').length - 1;
    assert.ok(lines >= 5 && lines <= 17, `${lines} lines`);
  });

  it(`${path} only exports`, () => {
    const rest = text
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/^export (type )?(\{[^}]*\}|\* as \w+|\*) from '[^']+';$/gm, '');
    assert.is(rest.trim(), '');
  });
}

it('nothing is left to be done later', () => {
  const marks = /\b(TODO|FIXME|XXX|HACK)\b/;
  assert.equal(
    linesWith(
      marks,
      everything.filter(({ path }) => path !== self),
    ),
    [],
  );
});

it('nothing is printed round the program’s own output', () => {
  const elsewhere = files.filter((file) => !isEdge(file));
  assert.equal(linesWith(/\bconsole\.\w+\(|\bprocess\.(stdout|stderr)\.write\(/, elsewhere), []);
});

it('every test file runs its suite, in full', () => {
  const tests = everything.filter(({ path }) => path.endsWith('.test.ts'));
  assert.ok(tests.length > 0);
  assert.equal(
    tests.filter(({ text }) => !/\n\w+\.run\(\);\n$/.test(text)).map(({ path }) => path),
    [],
  );
  assert.equal(
    linesWith(
      /^\s*it\.(only|skip)\(/,
      tests.filter(({ path }) => path !== self),
    ),
    [],
  );
});

it.run();
