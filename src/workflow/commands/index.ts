/**
 * Commands: what a user wants done with a deployment, and what became of it.
 *
 * INITIATED waits, PENDING runs, COMPLETED and FAILED are over. A command is written together with its job; an install makes
 * its deployment, update and removal act on one that is there. Commands of one deployment are run one after the other.
 */
export { cancelCommand } from './cancel.ts';
export { restartCommand, restartTask } from './restart.ts';
export { type Submission, submitCommand } from './submit.ts';
export { type CommandFilter, type CommandView, commandsSince, getCommand, listCommands } from './view.ts';
