import { Command } from 'commander';
import { createApiCommand } from './create/api.ts';
import { createRbacCommand } from './create/rbac.ts';

const examples = `
Examples:
  capstan create api --group cache --version v1alpha1 --kind Memcached --helm-chart ./memcached
  capstan create api --group cache --version v1alpha1 --kind Redis --helm-chart bitnami/redis --helm-chart-version '^20'
  capstan create api --group web --version v1 --kind Site                        with a chart to begin with
  capstan create rbac --watches-file ./watches.yaml                              the least rights of any project
  capstan create rbac --namespace demo --service-account demo/operator | kubectl apply -f -`;

/** `capstan create`: parts of a project. */
export function createCommand(): Command {
  return new Command('create')
    .usage('[options] <command>')
    .addCommand(createApiCommand())
    .addCommand(createRbacCommand())
    .addHelpText('after', examples);
}
