import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CapstanError } from '../../errors/index.ts';
import { ownProgram } from '../own-program.ts';

/** Runs a program in this terminal. @returns its exit code, as a shell would have it. @throws CapstanError TOOL_FAILED */
export function runProgramOf(
  file: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: 'inherit' });
    // A Ctrl-C reaches it through the terminal; this process waits for what it makes of it.
    const wait = () => {};
    process.on('SIGINT', wait);
    child.once('error', (cause) => {
      reject(new CapstanError('TOOL_FAILED', `${file} cannot be run: ${cause.message}`, { cause }));
    });
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait);
      resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
    });
  });
}

/** Runs another command of this program, with its output. @throws CapstanError TOOL_FAILED when it fails */
export async function runOwn(
  words: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<void> {
  const [file, ...args] = ownProgram();
  const code = await runProgramOf(file, [...args, ...words], options);
  if (code !== 0) {
    throw new CapstanError('TOOL_FAILED', `capstan ${words[0]} failed (exit code ${code})`, {
      hint: 'what it said stands above',
    });
  }
}
