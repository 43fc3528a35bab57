/**
 * The objects that Knitfab makes in its namespace, as pure functions of its settings: the volume of a piece of data, the
 * pod of a data agent, the Job of a run, and how each of them is named.
 *
 * Every object says by labels what it is of: `knitfab/data` the data, `knitfab/run` the run. So what a program that died
 * has left behind is found again.
 */
export { type AgentMode, agentPod } from './agent-pod.ts';
export { claimOf } from './claim.ts';
export { dataLabel, runLabel } from './labels.ts';
export { claimRef, jobName, jobRef, podRef } from './refs.ts';
export { workerJob } from './worker-job.ts';
