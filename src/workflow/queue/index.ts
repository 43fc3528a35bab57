/**
 * The queue of commands, by pg-boss in the store's own database: a job is written in the transaction that writes the
 * command, so that neither is ever without the other.
 *
 * A worker takes the job in the transaction that makes the command its own: from then on its lease counts, not the job.
 */
export { prepareQueue, queueName, sendCommand, takeCommand } from './queue.ts';
