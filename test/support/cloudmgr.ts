import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary } from './binaries.ts';
import { scratchFolder, writeScript } from './scratch.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Where one cloud manager keeps what it has. */
export interface CloudHome {
  /** HOME and working folder of its commands. */
  readonly folder: string;
  readonly deployments: string;
  /** Of the age key that its secrets are encrypted for. */
  readonly recipient: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface CloudRun {
  readonly code: number;
  /** Both streams. */
  readonly said: string;
  readonly stdout: string;
}

let made: string | undefined;

/** A folder for PATH with `cloudmgr`, as this checkout has it. */
export function cloudmgrFolder(): string {
  if (made === undefined) {
    made = scratchFolder();
    writeScript(join(made, 'cloudmgr'), `exec '${process.execPath}' '${main}' cloud "$@"`);
  }
  return made;
}

/** A cloud manager of one's own, with an age key, and sops on its PATH. */
export async function cloudHome(env: Readonly<Record<string, string>> = {}): Promise<CloudHome> {
  const folder = scratchFolder();
  const keys = join(folder, 'age-keys.txt');
  execFileSync('age-keygen', ['-o', keys], { stdio: 'pipe' });
  const [, recipient = ''] = /public key: (\S+)/.exec(readFileSync(keys, 'utf8')) ?? [];
  const deployments = join(folder, 'deployments');
  symlinkSync(await binary('sops'), join(folder, 'sops'));
  return {
    folder,
    deployments,
    recipient,
    env: {
      PATH: [cloudmgrFolder(), folder, process.env['PATH']].join(':'),
      HOME: folder,
      LANG: 'C.UTF-8',
      CLOUDMGR_DEPLOYMENTS: deployments,
      SOPS_AGE_KEY_FILE: keys,
      ...env,
    },
  };
}

/** Runs `cloudmgr WORDS` to its end. */
export function runCloudmgr(
  home: CloudHome,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CloudRun> {
  const child = spawn(process.execPath, [main, 'cloud', ...words], { cwd: home.folder, env: { ...home.env, ...env } });
  child.stdin.end();
  let said = '';
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, said, stdout }));
  });
}

/** What sops makes of the data for the key of the home, as YAML. */
export function encrypted(home: CloudHome, data: object): string {
  const words = [
    'encrypt',
    '--age',
    home.recipient,
    '--input-type',
    'json',
    '--output-type',
    'yaml',
    '--filename-override',
    'x.json',
  ];
  return execFileSync(join(home.folder, 'sops'), words, { input: JSON.stringify(data), encoding: 'utf8' });
}
