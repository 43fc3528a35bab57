import type { Command } from 'commander';

/** Some commands of `cloudmgr` that come from one file. Only those that are asked for are loaded. */
export interface CloudEntry {
  /** The name, or of several the part before the dot: `helm` of helm.install. */
  readonly name: string;
  readonly isHidden?: boolean;
  load(): Promise<readonly Command[]>;
}

export const cloudEntries: readonly CloudEntry[] = [
  { name: 'up', load: async () => [(await import('./up.ts')).upCommand()] },
  { name: 'api', load: async () => [(await import('./api.ts')).apiCommand()] },
  { name: 'worker', load: async () => [(await import('./worker.ts')).workerCommand()] },
  { name: 'init', load: async () => [(await import('./init.ts')).initCommand()] },
  { name: 'user', load: async () => [(await import('./user.ts')).userCommand()] },
  { name: 'createservice', load: async () => [(await import('./services.ts')).createServiceCommand()] },
  { name: 'listservices', load: async () => [(await import('./services.ts')).listServicesCommand()] },
  { name: 'deleteservice', load: async () => [(await import('./services.ts')).deleteServiceCommand()] },
  { name: 'deployservice', load: async () => [(await import('./deploy-service.ts')).deployServiceCommand()] },
  { name: 'commands', load: async () => [(await import('./commands.ts')).commandsCommand()] },
  { name: 'run', load: async () => [(await import('./run.ts')).runCommand()] },
  { name: 'helm', load: async () => (await import('./helm.ts')).helmCommands() },
  { name: 'terraform', load: async () => (await import('./terraform.ts')).terraformCommands() },
  { name: 'shell', load: async () => [(await import('./shell.ts')).shellCommand()] },
  { name: 'env', load: async () => [(await import('./env.ts')).envCommand()] },
  { name: 'components', load: async () => [(await import('./components.ts')).componentsCommand()] },
  { name: 'inventory', load: async () => [(await import('./inventory.ts')).inventoryCommand()] },
  { name: 'preflight', load: async () => [(await import('./preflight.ts')).preflightCommand()] },
  { name: 'objects', load: async () => (await import('./objects.ts')).objectsCommands() },
  { name: 'nodes', load: async () => (await import('./nodes.ts')).nodesCommands() },
  { name: 'guard', isHidden: true, load: async () => [(await import('./guard.ts')).guardCommand()] },
  { name: 'module-host', isHidden: true, load: async () => [(await import('./module-host.ts')).moduleHostCommand()] },
];
