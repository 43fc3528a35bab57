import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { runProcess } from '../../image/index.ts';

const require = createRequire(import.meta.url);

/** The mark in Node.js that says whether a program was put into it. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * The script as Node.js wants to find it in itself, as a file. It is the same for every system, of one version of Node.js: no snapshot
 * and no code cache is in it.
 * @param node the program of this machine, of the version that the script goes into
 */
export async function preparePayload(
  script: string,
  node: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  // names without the folder: that of the script goes into the program, and this one is called otherwise the next time
  const [main, output, config] = ['main.cjs', 'payload', 'config.json'];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, main), script);
  await writeFile(join(folder, config), JSON.stringify({ main, output, disableExperimentalSEAWarning: true }));
  const args = ['--experimental-sea-config', config];
  await runProcess({ file: node, args, cwd: folder, env, what: 'node --experimental-sea-config' }, signal);
  return join(folder, output);
}

/** A process of its own: putting it in takes seconds in which nothing else would go on, and warns of sections that do not matter. */
const injection = `
const [postject, file, payload, sentinelFuse] = process.argv.slice(1);
require(postject).inject(file, 'NODE_SEA_BLOB', require('node:fs').readFileSync(payload), { sentinelFuse });
`;

/**
 * Node.js with the payload put into it, at `target`.
 * @param payload its path
 * @throws CapstanError TOOL_FAILED
 */
export async function makeProgram(
  node: string,
  payload: string,
  target: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  await copyFile(node, target);
  await chmod(target, 0o755);
  const args = ['-e', injection, require.resolve('postject'), target, payload, fuse];
  const cwd = dirname(target);
  await runProcess({ file: process.execPath, args, cwd, env, what: `making ${basename(target)}` }, signal);
}
