/**
 * Components of scripts.yml: any executable, run for one user in a fresh folder with the environment of its component.
 *
 * Parameters reach it as text: DEPLOY_PARAMS as they were said, VAR_… for each variable. No shell reads them.
 */
export { anyComponent, componentOfScript, type ScriptEnvironment, scriptEnvironment } from './environment.ts';
export { runScript } from './run.ts';
export { workFolder } from './work-folder.ts';
