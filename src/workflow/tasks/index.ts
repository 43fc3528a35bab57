/**
 * Tasks as one sees them: what a command's steps became, and what they printed.
 *
 * Each step is two tasks, a `dispatch` and the execution; each task depends on the one before it. The worker writes them.
 */
export { type OutputView, readOutput } from './output.ts';
export { getTask, listTasks, listTasksOf, type TaskFilter, type TaskView, tasksSince } from './view.ts';
