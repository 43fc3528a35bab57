import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { replaceFolder } from '../../../src/cli/profile/replace-folder.ts';
import { type CapstanError, isCapstanError } from '../../../src/errors/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('the folder of a dump');

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n';
const file = (path: string, text = manifest, isSecret = false) => ({ path, text, isSecret });
const scratch = scratchFolder();
let count = 0;
const newFolder = () => {
  count += 1;
  const path = join(scratch, String(count));
  mkdirSync(path);
  return path;
};
const isYaml = (path: string) => path.endsWith('.yaml');

function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function refusalOf(action: () => unknown): CapstanError {
  try {
    action();
  } catch (error) {
    if (isCapstanError(error, 'FILE_UNWRITABLE')) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

it('makes the folder, and those round it', () => {
  const folder = join(newFolder(), 'a/b/dump');
  assert.equal(replaceFolder(folder, [file('tmpl/x.yaml')], isYaml), { isSecond: false, leftovers: [] });
  assert.equal(contentOf(folder), { 'tmpl/x.yaml': manifest });
});

it('replaces an earlier dump as a whole, edited or not, and leaves nothing beside it', () => {
  const parent = newFolder();
  const folder = join(parent, 'dump');
  replaceFolder(folder, [file('old.yaml'), file('tmpl/old.yaml')], isYaml);
  writeText(join(folder, 'old.yaml'), `# mine\n${manifest}data: {a: b}\n`);
  assert.equal(replaceFolder(folder, [file('new.yaml', 'kind: New\n')], isYaml), { isSecond: true, leftovers: [] });
  assert.equal(contentOf(folder), { 'new.yaml': 'kind: New\n' });
  assert.equal(readdirSync(parent), ['dump']);
});

it('takes an empty folder, which is no earlier dump', () => {
  const folder = join(newFolder(), 'dump');
  mkdirSync(folder);
  assert.is(replaceFolder(folder, [file('x.yaml')], isYaml).isSecond, false);
});

for (const [what, name, text] of [
  ['a file that no dump has', 'notes.txt', 'buy milk'],
  ['a hidden one', '.git/config', '[core]'],
  ['one with the name of a manifest and no manifest in it', 'x.yaml', 'milk: 2'],
  ['one with several objects in it', 'x.yaml', `${manifest}---\n${manifest}`],
] as const) {
  it(`leaves a folder alone that holds ${what}`, () => {
    const folder = join(newFolder(), 'dump');
    replaceFolder(folder, [file('mine.yaml')], isYaml);
    writeText(join(folder, name), text);
    const before = contentOf(folder);
    const { message, hint } = refusalOf(() => replaceFolder(folder, [file('new.yaml')], isYaml));
    assert.match(message, `--templates-dump-dir: ${folder} holds ${name}, which no such dump has written`);
    assert.is(hint, 'name another folder, or remove this one first');
    assert.equal(contentOf(folder), before);
  });
}

it('leaves the earlier dump when the new one cannot be written', () => {
  const parent = newFolder();
  const folder = join(parent, 'dump');
  replaceFolder(folder, [file('old.yaml')], isYaml);
  refusalOf(() => replaceFolder(folder, [file('a.yaml'), file('a.yaml/b.yaml')], isYaml));
  assert.equal(contentOf(folder), { 'old.yaml': manifest });
  assert.equal(readdirSync(parent), ['dump']);
});

it('leaves nothing where there was nothing', () => {
  const folder = join(newFolder(), 'dump');
  refusalOf(() => replaceFolder(folder, [file('a.yaml'), file('a.yaml/b.yaml')], isYaml));
  assert.not.ok(existsSync(folder));
});

it('does not take the current folder, or one round it, away', () => {
  for (const folder of ['.', '..', process.cwd(), '/']) {
    assert.match(refusalOf(() => replaceFolder(folder, [file('x.yaml')], () => true)).message, 'current folder');
  }
});

it('does not take a file for a folder', () => {
  const path = writeText(join(newFolder(), 'file'), 'text');
  assert.match(refusalOf(() => replaceFolder(path, [file('x.yaml')], isYaml)).message, 'is not a folder');
  assert.is(readFileSync(path, 'utf8'), 'text');
});

it('follows a link to a folder, which stays a link', () => {
  const parent = newFolder();
  mkdirSync(join(parent, 'real'));
  symlinkSync('real', join(parent, 'dump'));
  replaceFolder(join(parent, 'dump'), [file('x.yaml')], isYaml);
  assert.ok(lstatSync(join(parent, 'dump')).isSymbolicLink());
  assert.equal(contentOf(join(parent, 'real')), { 'x.yaml': manifest });
});

it('lets nobody else read Secrets', () => {
  const folder = join(newFolder(), 'dump');
  replaceFolder(folder, [file('secret.yaml', manifest, true)], isYaml);
  assert.is(statSync(join(folder, 'secret.yaml')).mode & 0o077, 0);
});

it('keeps the mode of the folder', () => {
  const folder = join(newFolder(), 'dump');
  replaceFolder(folder, [file('old.yaml')], isYaml);
  chmodSync(folder, 0o700);
  replaceFolder(folder, [file('new.yaml')], isYaml);
  assert.is(statSync(folder).mode & 0o7777, 0o700);
});

it('says where the earlier dump is when it can neither be replaced nor put back', () => {
  const parent = newFolder();
  const folder = join(parent, 'dump');
  replaceFolder(folder, [file('old.yaml')], isYaml);
  const failing = (from: string, to: string) => {
    if (to === folder) throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
    renameSync(from, to);
  };
  const { message, hint = '' } = refusalOf(() => replaceFolder(folder, [file('new.yaml')], isYaml, failing));
  assert.is(message, `the dump cannot be moved to ${folder}: read-only file system`);
  const [left = '', ...others] = readdirSync(parent);
  assert.equal(others, []);
  assert.is(hint, `what was there before is in ${join(parent, left)} now: move it back`);
  assert.equal(contentOf(join(parent, left)), { 'old.yaml': manifest });
});

/** A dump that is killed right after so many moves of folders. */
function killedAfter(moves: number, folder: string): void {
  const script = `
    import { renameSync } from 'node:fs';
    import { replaceFolder } from ${JSON.stringify(join(import.meta.dirname, '../../../src/cli/profile/replace-folder.ts'))};
    let left = ${moves};
    replaceFolder(process.argv[1], [${JSON.stringify(file('new.yaml', manifest, true))}], () => true, (from, to) => {
      if (left > 0) renameSync(from, to);
      left -= 1;
      if (left <= 0) process.kill(process.pid, 'SIGKILL');
    });`;
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder]);
  assert.is(signal, 'SIGKILL', String(stderr));
}

for (const [moves, what, present, restored] of [
  [0, 'before it took the old one away', ['.new', 'dump'], 'old.yaml'],
  [1, 'before it put the new one there', ['.new', '.old'], 'old.yaml'],
  [3, 'before it had removed the old one', ['.new', 'dump'], 'new.yaml'],
] as const) {
  it(`mends what a dump left that was killed ${what}`, () => {
    const parent = newFolder();
    const folder = join(parent, 'dump');
    replaceFolder(folder, [file('old.yaml')], isYaml);
    killedAfter(moves, folder);
    const names = readdirSync(parent).map((name) => name.replace(/^\.dump(\.\w+)-.*/, '$1'));
    assert.equal(names.sort(), present);
    refusalOf(() => replaceFolder(folder, [file('a.yaml'), file('a.yaml/b.yaml')], isYaml));
    assert.equal(readdirSync(parent), ['dump']);
    assert.equal(Object.keys(contentOf(folder)), [restored]);
  });
}

it('reports an old dump of one that was killed when something is in its place, and keeps it', () => {
  const parent = newFolder();
  const folder = join(parent, 'dump');
  replaceFolder(folder, [file('old.yaml')], isYaml);
  killedAfter(2, folder);
  const { leftovers } = replaceFolder(folder, [file('newer.yaml')], isYaml);
  assert.equal(Object.keys(contentOf(folder)), ['newer.yaml']);
  assert.equal(
    leftovers.map((path) => contentOf(path)),
    [{ 'old.yaml': manifest }],
  );
});

it('lets alone what a dump that runs, or anybody else, has beside the folder', () => {
  const parent = newFolder();
  const names = [`.dump.new-${process.ppid}-0123abcd`, '.dump.new-mine', '.dump2.new-1-0123abcd', 'dump'];
  for (const name of names) mkdirSync(join(parent, name));
  assert.equal(replaceFolder(join(parent, 'dump'), [file('x.yaml')], isYaml).leftovers, []);
  assert.equal(readdirSync(parent).sort(), names.sort());
});

it.run();
