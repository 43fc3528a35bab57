/**
 * nurse: beside a run's container, keeps what that prints in a file.
 *
 * It follows the log until the container has ended. A log that is cut off (a kubelet ends a follow after hours, an API
 * server may be restarted) is followed anew, and what was kept already is left out by the time stamps of its lines.
 * A log that cannot be kept is told, and fails no run.
 */
export { nurseCommand } from './command.ts';
export { keepLog } from './keep-log.ts';
export { LogCopy } from './log-copy.ts';
