import { CapstanError } from '../../errors/index.ts';
import { captureProgram, runProgram } from '../process/index.ts';
import type { Masker } from '../secrets/index.ts';
import type { Report } from '../tools.ts';
import type { Prepared } from './prepare.ts';

/** One output of a template. */
export interface Output {
  readonly sensitive: boolean;
  readonly value: unknown;
}

/**
 * One command of terraform in the deployment's folder; its lines are passed on, without what is secret.
 * @throws CapstanError TERRAFORM_FAILED with its own words
 */
export async function terraform(
  command: string,
  words: readonly string[],
  prepared: Prepared,
  report: Pick<Report, 'line'>,
  mask: Masker,
  signal: AbortSignal,
): Promise<void> {
  const errors: string[] = [];
  let isStopping = false;
  const { folder: cwd, environment: env, program } = prepared;
  const { code, signal: killedBy } = await runProgram(
    [program, command, '-input=false', '-no-color', ...words],
    {
      cwd,
      env,
      isPrivate: true, // its state holds what is secret
      onLine: (text, stream) => {
        const line = mask(text);
        if (text.startsWith('Interrupt received')) isStopping = true;
        if (stream === 'stderr') errors.push(line);
        report.line(line, stream);
      },
      isStopping: () => isStopping,
    },
    signal,
  );
  if (code !== 0) throw failed(command, code ?? killedBy, errors);
}

export async function readOutputs(prepared: Prepared, signal: AbortSignal): Promise<Readonly<Record<string, Output>>> {
  const { folder: cwd, environment: env, program } = prepared;
  const words = [program, 'output', '-json', '-no-color', ...stateWords(prepared)] as const;
  const { code, stdout, stderr } = await captureProgram(words, { cwd, env, isPrivate: true }, signal);
  if (code !== 0) throw failed('output', code, stderr.split('\n'));
  return JSON.parse(stdout) as Readonly<Record<string, Output>>;
}

export function stateWords({ stateFile }: Prepared): string[] {
  return stateFile === undefined ? [] : [`-state=${stateFile}`];
}

function failed(command: string, code: number | string | null, errors: readonly string[]): CapstanError {
  const [, reason] = /Error: (.+)/.exec(errors.join('\n')) ?? [];
  const how = typeof code === 'number' ? `return code ${code}` : `ended by ${code}`;
  return new CapstanError('TERRAFORM_FAILED', `terraform ${command}: ${reason ?? 'it failed'} (${how})`, {
    hint: 'what was made is in its state: run the same phase again when the cause is mended',
  });
}
