/**
 * The routes of the API: each says its method, path, what it takes and gives (by the schemas), and who may.
 *
 * A handler is short: it says for whom the request is, asks the workflow tier, and represents what that answers. Errors are
 * thrown and become problem+json in one place. What a caller may not see answers 404, as if it were not there.
 *
 * Invariant: nothing here decides what a command may do or when it runs; that is the workflow tier's.
 */
export { type Api, found, newApi } from './api.ts';
export { commandRoutes } from './commands.ts';
export { deploymentRoutes, seenDeployment } from './deployments.ts';
export { eventRoutes } from './events.ts';
export { healthRoutes } from './health.ts';
export { planRoutes } from './plans.ts';
export { sessionRoutes } from './session.ts';
export { taskRoutes } from './tasks.ts';
export { userRoutes } from './users.ts';
