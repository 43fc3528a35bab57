import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { delimiter, join } from 'node:path';
import { CapstanError } from '../errors/index.ts';
import { type ContextEntry, type Kubeconfig, mergeKubeconfigs, readKubeconfig } from './kubeconfig.ts';

export interface SourceOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where a pod's service account is mounted; the fixed place of Kubernetes by default. */
  readonly serviceAccountFolder?: string;
}

/** The configuration in force, and which of its contexts is meant. */
export interface ConfigSource {
  readonly config: Kubeconfig;
  readonly contextName: string;
  readonly context: ContextEntry;
  readonly inCluster: boolean;
}

/**
 * The order of controller-runtime: the option, KUBECONFIG, the pod's service account, ~/.kube/config. A context that
 * is asked for by name can only be in a file, so the service account is passed over then.
 * @throws CapstanError CONNECTION_CONFIG
 */
export function findConfig(options: SourceOptions): ConfigSource {
  const folder = options.serviceAccountFolder ?? '/var/run/secrets/kubernetes.io/serviceaccount';
  const files = configuredFiles(options);
  if (files !== undefined)
    return chooseContext(mergeKubeconfigs(files.map(readKubeconfig)), files.join(', '), options.context);
  if (options.context === undefined && isInPod(options.env, folder)) return inPodConfig(options.env, folder);
  const home = homeFile(options.env);
  if (home !== undefined && existsSync(home))
    return chooseContext(mergeKubeconfigs([readKubeconfig(home)]), home, options.context);
  throw new CapstanError('CONNECTION_CONFIG', 'no kubeconfig is given and none is found', {
    hint: `set --kubeconfig or KUBECONFIG${home === undefined ? '' : `, or create ${home}`}`,
  });
}

function configuredFiles({ kubeconfig, env }: SourceOptions): string[] | undefined {
  if (kubeconfig) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  if (listed.length === 0) return undefined;
  const present = listed.filter((file) => existsSync(file));
  if (present.length > 0) return present;
  throw new CapstanError('CONNECTION_CONFIG', `KUBECONFIG names no file that exists: ${listed.join(', ')}`, {
    hint: 'create it, or unset KUBECONFIG',
  });
}

function chooseContext(config: Kubeconfig, files: string, wanted: string | undefined): ConfigSource {
  const name = wanted ?? config['current-context'];
  const names = config.contexts.map((entry) => entry.name).join(', ') || 'none';
  if (!name) {
    throw new CapstanError('CONNECTION_CONFIG', `${files} has no current-context`, {
      hint: `choose one with --context: ${names}`,
    });
  }
  const context = config.contexts.find((entry) => entry.name === name)?.context;
  if (context === undefined) {
    throw new CapstanError('CONNECTION_CONFIG', `${files} has no context ${name}`, { hint: `its contexts: ${names}` });
  }
  return { config, contextName: name, context, inCluster: false };
}

function isInPod(env: NodeJS.ProcessEnv, folder: string): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT']) && existsSync(join(folder, 'token'));
}

function inPodConfig(env: NodeJS.ProcessEnv, folder: string): ConfigSource {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT']}`;
  const namespaceFile = join(folder, 'namespace');
  const namespace = existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : '';
  const name = 'in-cluster';
  const context = { cluster: name, user: name, ...(namespace === '' ? {} : { namespace }) };
  const config = {
    clusters: [{ name, cluster: { server, 'certificate-authority': join(folder, 'ca.crt') } }],
    users: [{ name, user: { tokenFile: join(folder, 'token') } }],
    contexts: [{ name, context }],
  };
  return { config, contextName: name, context, inCluster: true };
}

function homeFile(env: NodeJS.ProcessEnv): string | undefined {
  const home = env['HOME'] || env['USERPROFILE'];
  return home ? join(home, '.kube', 'config') : undefined;
}
