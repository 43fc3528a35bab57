import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { complete } from '../../src/cli/completion/complete.ts';
import { type Shell, shellScript, shells } from '../../src/cli/completion/scripts.ts';
import { buildProgram, commands } from '../../src/cli/program.ts';
import { catalogue } from '../../src/errors/index.ts';
import { capstan } from './support.ts';

const it = suite('completion');
const run = promisify(execFile);
const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

async function candidates(...words: readonly string[]): Promise<string[]> {
  const text = await complete(await buildProgram(words), words);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

it('all commands at the start', async () => {
  assert.equal(
    await candidates(''),
    commands.map(({ name }) => name),
  );
});

for (const [words, want] of [
  [['sta'], ['status']],
  [
    ['get', ''],
    ['all', 'manifest', 'values', 'hooks', 'notes', 'metadata'],
  ],
  [
    ['status', '-o', ''],
    ['table', 'json', 'yaml'],
  ],
  [['status', '--output=j'], ['--output=json']],
  [['status', 'web', '--ex'], ['--exit-code']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['diff', '--watches-file', ''], [':files']],
  [['template', 'web', ''], [':files']],
  [
    ['explain', 'hook_'],
    ['HOOK_FAILED', 'HOOK_TIMEOUT'],
  ],
  [['status', 'web', ''], ['']],
  [['nonsense', 'web', ''], commands.map(({ name }) => name)],
] as const) {
  it(`capstan ${words.join(' ')}`, async () => assert.equal(await candidates(...words), [...want]));
}

it('flags come with their meaning, and every code of an error with its title', async () => {
  const text = await complete(await buildProgram(['tree']), ['tree', '--kube']);
  assert.match(text, /^--kubeconfig\t\S/);
  assert.is((await candidates('explain', '')).length, Object.keys(catalogue).length);
});

it('names of releases are none, and no error, where no cluster answers', async () => {
  const { code, stdout, stderr } = await capstan(['__complete', 'status', '']);
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
});

it('the scripts are for their shells, and another one is refused with the choices', async () => {
  for (const shell of shells) assert.match(shellScript(shell as Shell), 'capstan __complete');
  const { code, stderr } = await capstan(['completion', 'tcsh']);
  assert.is(code, 1);
  assert.match(stderr, 'bash, zsh, fish');
});

it('bash completes by the script', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-completion-'));
  try {
    writeFileSync(join(folder, 'capstan'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(join(folder, 'capstan'), 0o755);
    writeFileSync(join(folder, 'script'), shellScript('bash'));
    const ask = async (...words: readonly string[]) => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const script = `source ${folder}/script; COMP_WORDS=(capstan ${line}); COMP_CWORD=${words.length}; _capstan; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: folder };
      return (await run('bash', ['-c', script], { env })).stdout.trimEnd().split('\n');
    };
    assert.equal(await ask('roll'), ['rollback']);
    assert.equal(await ask('get', 'm'), ['manifest', 'metadata']);
    assert.equal(await ask('history', 'web', '-o', ''), ['table', 'json', 'yaml']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.run();
