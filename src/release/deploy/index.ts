/**
 * Releases as a person's command makes them: with the operator's own release engine, so that records are Helm's and
 * `helm list` shows them, and with nobody but this process to watch over their objects.
 *
 * `deploy` brings one release to what chart and values say, and resumes what was broken off; where it is to wait, it is
 * through when all objects are ready and all Jobs complete. `undeploy` takes one away. How far they are, they tell as
 * numbers. Objects are looked at by asking for them, by a function that the caller brings along.
 */
export type { Progress } from './await-ready.ts';
export { type Deployed, type Deployment, deploy, historyOf, type Target } from './deploy.ts';
export { type Look, lookUntil, type Seen } from './look-until.ts';
export { undeploy } from './undeploy.ts';
