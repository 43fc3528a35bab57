import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { type Params, parseParams } from '../params/index.ts';

/** What a function of a module is called with. */
export interface ModuleTask {
  readonly phase: string;
  readonly params: Params;
  readonly user: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line of the task's output. */
  readonly log: (...values: readonly unknown[]) => void;
  /** Aborted when the task is cancelled or has had its time; ten seconds later the process is killed. */
  readonly signal: AbortSignal;
}

/**
 * The program of a module's process: calls the function, waits for it. Resolves to the exit code; what was thrown is
 * printed to `fail`.
 */
export async function hostModule(
  file: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  print: { readonly log: (line: string) => void; readonly fail: (line: string) => void },
  signal: AbortSignal,
): Promise<number> {
  const open = setInterval(() => {}, 60_000); // what the function waits for need not be something that Node.js waits for
  try {
    const path = isAbsolute(file) ? file : resolve(file);
    const found = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
    const task = found[name];
    if (typeof task !== 'function') {
      print.fail(`${file} exports no function ${name}; it exports: ${Object.keys(found).join(', ') || 'nothing'}`);
      return 1;
    }
    await (task as (given: ModuleTask) => unknown)({
      phase: env['DEPLOY_PHASE'] ?? '',
      params: parseParams(env['DEPLOY_PARAMS'] ?? ''),
      user: env['DEPLOY_USER'] ?? '',
      env,
      log: (...values) => print.log(values.map(textOf).join(' ')),
      signal,
    });
    return 0;
  } catch (error) {
    print.fail(error instanceof Error ? (error.stack ?? error.message) : textOf(error));
    return 1;
  } finally {
    clearInterval(open);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
