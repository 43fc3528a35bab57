import { spawn } from 'node:child_process';
import { resolve as absolute } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CapstanError } from '../errors/index.ts';

/**
 * What a program makes of the manifests it reads on its standard input.
 * @throws CapstanError TOOL_MISSING or TOOL_FAILED with what it wrote to its standard error.
 */
export async function runPostRenderer(program: string, args: readonly string[], text: string): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // a program need not read all it is given
  child.stdin.on('error', () => {});
  child.stdin.end(text);
  try {
    const [output, complaint, status] = await Promise.all([buffer(child.stdout), buffer(child.stderr), ended]);
    if (status === 0) return output.toString('utf8');
    throw new CapstanError(
      'TOOL_FAILED',
      `error while running post render on files: error while running command ${program.includes('/') ? absolute(program) : program}. error output:\n${complaint.toString('utf8')}: exit status ${status}`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const message = `invalid argument ${JSON.stringify(program)} for "--post-renderer" flag: unable to find binary at ${program}: `;
    throw new CapstanError('TOOL_MISSING', message + whyMissing(program), {
      hint: 'name a program of PATH, or a path to one',
      cause: error,
    });
  }
}

/** In the words of Go's exec.LookPath. */
function whyMissing(program: string): string {
  const why = program.includes('/')
    ? `stat ${program}: no such file or directory`
    : 'executable file not found in $PATH';
  return `exec: ${JSON.stringify(program)}: ${why}`;
}
