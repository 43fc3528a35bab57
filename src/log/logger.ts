import { type BaseLogger, type DestinationStream, pino } from 'pino';
import { CapstanError } from '../errors/index.ts';
import { encodeTime, type TimeEncoding } from './time-encoding.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogFields {
  readonly [field: string]: unknown;
}

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
  /** A logger with a dotted name below this one's, and fields that every line carries. */
  child(name: string, fields?: LogFields): Logger;
  isDebug(): boolean;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
  /** 'console' prints `TIME LEVEL logger message {fields}` for people; 'json' for programs. */
  readonly encoder?: 'json' | 'console';
  /** Errors carry their stack from this level on; helm-operator's `--zap-stacktrace-level`. */
  readonly stacks?: boolean;
  /** 'rfc3339nano' when absent. */
  readonly timeEncoding?: TimeEncoding;
}

export function createLogger(options: LogOptions): Logger {
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  const root = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'msg',
      timestamp: () => `,"ts":${encodeTime(Date.now(), options.timeEncoding ?? 'rfc3339nano')}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.encoder === 'console' ? consoleLines(destination) : destination,
  );
  const top: Pino = root;
  return wrap(top, top, '', options.stacks ?? false);
}

/** The part of pino's logger in use here; pino's own type is generic over custom levels. */
type Pino = Pick<BaseLogger, LogLevel> & {
  child(bindings: LogFields): Pino;
  isLevelEnabled(level: string): boolean;
};

/** `plain` carries the fields, `target` the name too: a name is replaced by a longer one, never written twice. */
function wrap(plain: Pino, target: Pino, name: string, stacks: boolean): Logger {
  return {
    debug: (message, fields) => target.debug(fields ?? {}, message),
    info: (message, fields) => target.info(fields ?? {}, message),
    warn: (message, fields) => target.warn(fields ?? {}, message),
    error: (message, error, fields) => target.error({ ...fields, ...describe(error, stacks) }, message),
    child(suffix, fields) {
      const full = name === '' ? suffix : `${name}.${suffix}`;
      const next = fields ? plain.child(fields) : plain;
      return wrap(next, next.child({ logger: full }), full, stacks);
    },
    isDebug: () => target.isLevelEnabled('debug'),
  };
}

function describe(error: unknown, stacks: boolean): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: error.message,
    ...(error instanceof CapstanError ? { code: error.code } : {}),
    ...(stacks && error.stack ? { stacktrace: error.stack } : {}),
  };
}

function consoleLines(destination: DestinationStream): DestinationStream {
  return {
    write(line) {
      const { level, ts, logger, msg, ...fields } = JSON.parse(line) as Record<string, string>;
      const rest = Object.keys(fields).length > 0 ? `\t${JSON.stringify(fields)}` : '';
      destination.write(`${ts}\t${level?.toUpperCase()}\t${logger ? `${logger}\t` : ''}${msg}${rest}\n`);
    },
  };
}

export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
  isDebug: () => false,
};
