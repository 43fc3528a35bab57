import { messageOf } from '../errors/index.ts';
import { type Logger, silentLogger } from '../log/index.ts';

/** Log lines for a person: warnings always, the rest where it is asked for. */
export function lineLogger(isVerbose: boolean, print: (line: string) => void): Logger {
  const line =
    (level: string) =>
    (message: string, fields: object = {}) => {
      const words = Object.entries(fields).map(([key, value]) => `${key}=${textOf(value)}`);
      print([`${level}${message}`, ...words].join(' '));
    };
  const logger: Logger = {
    ...silentLogger,
    warn: line('warning: '),
    error: (message, error, fields) => line('error: ')(`${message}: ${messageOf(error)}`, fields),
    ...(isVerbose ? { info: line(''), debug: line('') } : {}),
    child: () => logger,
  };
  return logger;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
