/**
 * Node pools of a plain cluster: nodes that are there already, set apart by labels.
 *
 * A pool is a name, and its members bear `omegaml.io/nodepool=NAME` with the pool's role (`omegaml.io/role`) and labels of
 * its own. Growing takes nodes that no pool has and that have no role yet, ready ones first; shrinking lets the last ones go;
 * removing lets all go. A node that is let go has exactly the labels that it had before it came.
 *
 * Planning is a pure function of the nodes as they are. Where not enough nodes are free, nothing is changed at all.
 */
export { type NodeChange, type Pool, planPool } from './plan.ts';
export { listPool, scalePool } from './scale.ts';
