/**
 * Components of terraform.yml: a template for one user, carried out by the real terraform.
 *
 * The template is copied into the deployment's folder, where init keeps what it fetches; the state lies beside it in
 * COMPONENT_BASE. Variables go through a file, secrets through TF_VAR_… alone. What terraform prints is passed on without what
 * is secret; outputs are recorded unless they are sensitive. A phase that failed half-way goes on when it is run again.
 */
export type { Output } from './command.ts';
export { type Look, lookTerraform, outputsOf, runTerraform } from './run.ts';
