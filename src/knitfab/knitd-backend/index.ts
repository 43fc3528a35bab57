/**
 * knitd-backend: what speaks to the cluster for knitd.
 *
 * Data goes into and out of volumes through data agents: pods that are there for one transfer each. Their rows in the
 * store are renewed while the transfer goes on; housekeeping removes the pod of a row that is not, and an upload without
 * one is garbage. A transfer that fails leaves data that is garbage, never data that is half there.
 */
export { withAgent } from './agent.ts';
export { backendCommand } from './command.ts';
export { type BackendWorld, backendHandler } from './handler.ts';
