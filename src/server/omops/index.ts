/**
 * What runs of a user's services on the cluster: workloads, pods and what they use, nodes, volumes, and the log of a
 * pod.
 *
 * The answers have the addresses that clients of omega-ml know (`/apps/omops/dashboard/api/v1/…`). What belongs to a user is
 * what bears the label omegaml.io/user with that name; nodes are those that pods of the user run on, and those of the user's
 * own pools. Everything is read when it is asked for; nothing is kept and nothing is written.
 *
 * Invariant: what bears another's label, or none, is not there, whatever name is asked for.
 */
export { omopsRoutes } from './routes.ts';
