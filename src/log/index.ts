/**
 * The operator's log: JSON lines `level, ts, logger, msg, …fields` on stderr, in the shape that zap gives helm-operator,
 * so that what reads one reads the other. Messages are constant texts; what varies goes into fields. An error is logged
 * once, by whoever stops it. Secret data never goes into a field.
 */
export { createLogger, type Logger, type LogLevel, type LogOptions, silentLogger } from './logger.ts';
export { type TimeEncoding, timeEncodings } from './time-encoding.ts';
