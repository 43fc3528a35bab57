/**
 * The workflow tier: what is offered, to whom, and in which state it is. It knows no component and no cluster.
 *
 * Words: a *plan* is what is offered, a *configuration* the steps that do it, a *deployment* what a user has of a plan, a
 * *command* what a user wants done with it, a *task* one thing that a worker does for a command, a *worker* a process that
 * takes commands from the queue and runs their tasks, one after the other.
 *
 * All of it lies in one store; API and workers are processes of their own, or one. Nothing is held in memory that a kill
 * would lose: a command is in the store before anybody is told that it was taken.
 */
export { type Changed, changedSince } from './changed.ts';
export * from './commands/index.ts';
export { type DeploymentFilter, type DeploymentView, getDeployment, listDeployments } from './deployments/index.ts';
export type { Listed, Page } from './page.ts';
export * from './plans/index.ts';
export {
  hasEnded,
  isPhase,
  isRemoval,
  type Phase,
  phases,
  type State,
  type StateName,
  stateName,
  states,
} from './states.ts';
export type { StepPlace } from './steps/index.ts';
export * from './store/index.ts';
export { getTask, listTasks, type OutputView, readOutput, type TaskFilter, type TaskView } from './tasks/index.ts';
export * from './users/index.ts';
export { runWorker, type WorkerOptions, workerDefaults } from './worker/index.ts';
