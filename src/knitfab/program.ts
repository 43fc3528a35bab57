import { type Command, CommanderError } from 'commander';
import { messageOf } from '../errors/index.ts';
import { createLogger, type Logger, type LogLevel } from '../log/index.ts';

/** What a program is given by the process it runs in. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Aborts at SIGTERM or SIGINT. */
  readonly signal: AbortSignal;
}

/** Runs a server or a loop until it ends or is told to; a failure is logged and makes exit code 1. */
export async function runProgram(build: (around: Surroundings) => Command, env: NodeJS.ProcessEnv): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const log = createLogger({ level: logLevelOf(process.argv), encoder: 'json' });
  const command = build({ env, log, signal: stop.signal }).exitOverride();
  try {
    await command.parseAsync();
  } catch (error) {
    if (stop.signal.aborted) return;
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    log.error(messageOf(error), error);
    process.exitCode = 1;
  }
}

/** Before the flags are parsed, as parsing may already have something to say. */
function logLevelOf(words: readonly string[]): LogLevel {
  const given = words[words.indexOf('--loglevel') + 1];
  if (given === 'debug' || given === 'warn' || given === 'error') return given;
  return given === 'off' ? 'error' : 'info';
}
