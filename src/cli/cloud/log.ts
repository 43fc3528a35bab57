import { type Command, Option } from 'commander';
import { createLogger, type Logger, type LogLevel } from '../../log/index.ts';

export interface LogFlags {
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'console';
}

export function addLogFlags(command: Command, level: LogLevel, format: LogFlags['logFormat']): Command {
  return command
    .addOption(
      new Option('--log-level <level>', 'what is logged').choices(['debug', 'info', 'warn', 'error']).default(level),
    )
    .addOption(new Option('--log-format <format>', 'how').choices(['json', 'console']).default(format));
}

/** On standard error. */
export function loggerOf({ logLevel, logFormat }: LogFlags): Logger {
  return createLogger({ level: logLevel, encoder: logFormat }).child('cloudmgr');
}
