import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRemotes, readWorkingCopy } from '../../src/build/git.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { scratchFolder, writeScript } from '../support/scratch.ts';
import { scratchProject } from './scratch-project.ts';

const it = suite('what git says');

/** Configuration of the project alone: that of whoever runs this makes no difference. */
const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };

it('003.7: remotes of a partial clone are remotes', async () => {
  const { folder, git } = scratchProject();
  git('remote', 'add', 'origin', 'https://example.com/acme/shop.git');
  git('remote', 'add', 'other', '/srv/with blanks (and more)');
  git('config', 'remote.origin.promisor', 'true');
  git('config', 'remote.origin.partialclonefilter', 'blob:none');
  const want = [
    ['origin', 'https://example.com/acme/shop.git'],
    ['other', '/srv/with blanks (and more)'],
  ];
  assert.equal([...(await readRemotes(folder, env))], want);
  assert.equal([...(await readWorkingCopy(folder, [], env)).remotes], want);
});

it('is read in plain words, whatever the language of its user', async () => {
  const bin = scratchFolder();
  const words =
    'if [ "$LC_ALL" = C ]; then echo "fatal: not a git repository" >&2; else echo "fatal: kein Git" >&2; fi';
  writeScript(join(bin, 'git'), `${words}\nexit 128`);
  const told = await readWorkingCopy('/', [], { PATH: bin, LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }).catch(
    (error: unknown) => error,
  );
  assert.ok(isCapstanError(told, 'REPOSITORY_MISSING'), String(told));
});

it('a repository without a commit is as good as none', async () => {
  const folder = scratchFolder();
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const told = await readWorkingCopy(folder, [], env).catch((error: unknown) => error);
  assert.ok(isCapstanError(told, 'REPOSITORY_MISSING'), String(told));
  assert.match(String(told), /has no commit yet/);
});

it('is the commit, also where signatures are shown with it', async () => {
  const { folder, git, hash } = scratchProject();
  const signer = writeScript(
    join(scratchFolder(), 'gpg'),
    `case "$*" in
*--verify*) echo 'gpg: Good signature of nobody' >&2; echo '[GNUPG:] GOODSIG 0 nobody';;
*) cat > /dev/null; echo '[GNUPG:] SIG_CREATED ' >&2
   printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n';;
esac`,
  );
  git('config', 'gpg.program', signer);
  git('config', 'log.showSignature', 'true');
  git('commit', '--quiet', '--allow-empty', '--gpg-sign=0', '--message=signed');
  assert.match(git('log', '-1', '--format=%h'), 'Good signature', 'the signature is shown when nothing is said');
  const copy = await readWorkingCopy(folder, [], env);
  assert.is(copy.hash, hash());
  assert.match(copy.commit, /^[0-9a-f]{40}$/);
  assert.ok(copy.committedAt.getTime() > 0);
});

it('003.4: a submodule that differs is a difference, also where it is told to be none', async () => {
  const part = scratchProject();
  const { folder, git, commit } = scratchProject();
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part.folder, 'part');
  git('config', '--file', '.gitmodules', 'submodule.part.ignore', 'all');
  git('config', 'diff.ignoreSubmodules', 'all');
  commit();
  assert.equal((await readWorkingCopy(folder, [], env)).changes, []);
  writeFileSync(join(folder, 'part/LICENSE'), 'changed\n');
  assert.equal((await readWorkingCopy(folder, [], env)).changes, ['part']);
});

it('what builds write makes no difference, anything else does', async () => {
  const { folder } = scratchProject();
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/made'), '');
  writeFileSync(join(folder, 'new'), '');
  assert.equal((await readWorkingCopy(folder, ['bin'], env)).changes, ['new']);
});

it.run();
