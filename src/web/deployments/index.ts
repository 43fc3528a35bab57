/**
 * Deployments: what users have, with the releases that are in the cluster for it.
 *
 * A deployment changes by commands alone: this part shows, and leads to the form that gives one.
 */
export { DeploymentList } from './deployment-list.tsx';
export { DeploymentView } from './deployment-view.tsx';
export { DeploymentRelease } from './releases.tsx';
