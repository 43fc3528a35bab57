/**
 * Deployments: what a user has of a plan. Its name is `<plan>.<user>`; where a plan may be had several times, the further
 * ones end in their number.
 *
 * A removed one stays on record, and an install takes its place and its number again.
 */
export { findTarget, placeInstall, type Subject, type Target } from './place.ts';
export {
  type DeploymentFilter,
  type DeploymentView,
  deploymentsSince,
  getDeployment,
  listDeployments,
} from './view.ts';
