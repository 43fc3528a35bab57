import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import type { ComponentBase } from '../components/index.ts';
import { deploymentFile, kubeconfigName } from '../inventory/index.ts';
import type { Target } from './target.ts';
import { pathFor } from './texts.ts';

/**
 * That a field of a component names no file which a phase must not write over: secrets are nowhere else, nor is the key to a
 * cluster.
 * @param mayBeKubeconfig outputs of a template may bring one about
 * @throws CapstanError COMPONENT_INVALID
 */
export function checkNotKept(
  path: string,
  field: string,
  component: ComponentBase,
  target: Target,
  { mayBeKubeconfig = false } = {},
): void {
  const file = realPath(path);
  const [what] = kept(component, target, mayBeKubeconfig).find(([, other]) => realPath(other) === file) ?? [];
  if (what === undefined) return;
  throw new CapstanError(
    'COMPONENT_INVALID',
    `component ${component.name}: \`${field}\` is ${what}, which would be written over: ${path}`,
    { place: component.place, hint: 'name a file of its own' },
  );
}

function kept(
  component: ComponentBase,
  target: Target,
  mayBeKubeconfig: boolean,
): readonly (readonly [what: string, path: string])[] {
  const { clusterBase, componentBase, kubeconfig } = target;
  const secrets = component.secretsFile;
  const files: [string, string][] = [
    ['the file of secrets', join(componentBase, 'secrets.yaml')],
    ['the record of the deployment', join(componentBase, deploymentFile)],
    ['the state of terraform', join(componentBase, 'terraform.tfstate')],
    ['the backup of the state of terraform', join(componentBase, 'terraform.tfstate.backup')],
  ];
  if (secrets) files.push(['the file of secrets', pathFor(secrets, 'secrets_file', component, target, componentBase)]);
  if (mayBeKubeconfig) return files;
  files.push(['the kubeconfig of the cluster', join(clusterBase, kubeconfigName)]);
  if (kubeconfig) files.push(['the kubeconfig of the cluster', kubeconfig]);
  return files;
}

/** Also of a file that is not there yet, whose folder may be a link. */
function realPath(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch {
    return dirname(full) === full ? full : join(realPath(dirname(full)), basename(full));
  }
}
