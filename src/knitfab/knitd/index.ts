/**
 * knitd: the API that users speak to, under /api.
 *
 * What is asked of data, plans and runs alone it answers from the store; what the cluster has to do with (contents, logs)
 * it passes on to knitd-backend, and further paths to where extra-apis.yaml says. It asks nobody who they are: who reaches
 * it may do all of it.
 */
export { knitdCommand } from './command.ts';
export { frontHandler } from './handler.ts';
export { readPlan } from './plan.ts';
