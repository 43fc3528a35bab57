import { type ExecFileException, execFile } from 'node:child_process';
import { CapstanError } from '../../errors/index.ts';

/** Where the system's programs are looked for, whatever PATH a person has. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface RunOptions {
  /** What the program reads. */
  readonly input?: string;
  /** Default: a failure is an error with the program's words. */
  readonly mayFail?: boolean;
}

/** Runs a program of the system to its end; answers what it wrote. @throws CapstanError TOOL_FAILED, TOOL_MISSING */
export function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = {
      env: { PATH: systemPath, LC_ALL: 'C' },
      maxBuffer: 64 << 20,
      ...(signal === undefined ? {} : { signal }),
    };
    const child = execFile(file, args, settings, (error, stdout, stderr) => {
      if (error === null || (options.mayFail === true && !signal?.aborted)) resolve(stdout);
      else if (signal?.aborted) reject(signal.reason);
      else reject(failed(file, args, error, stderr));
    });
    child.stdin?.on('error', () => {}); // it did not want to read all: its exit code says whether that is wrong
    child.stdin?.end(options.input ?? '');
  });
}

function failed(file: string, args: readonly string[], cause: ExecFileException, stderr: string): CapstanError {
  if (cause.code === 'ENOENT') return new CapstanError('TOOL_MISSING', `${file} is not installed`, { cause });
  const said = stderr.trim().split('\n').slice(-3).join('\n  ');
  return new CapstanError('TOOL_FAILED', `${[file, ...args].join(' ')} failed: ${said || cause.message}`, { cause });
}
