import { type Asking, type Capabilities, localCapabilities, renderWithLookups, type Sources } from '../render/index.ts';
import type { TemplateFlags } from './template-flags.ts';
import type { ValidatedRelease } from './validate-objects.ts';

/** What `capstan template` knows of the world besides its input: nothing, unless it is told to ask. */
export interface ClusterView {
  readonly capabilities: Capabilities;
  render<T>(render: (asking: Asking) => T): Promise<T>;
  /** @throws CapstanError for what stands in the way of an install of these objects. */
  validate(manifest: string, release: ValidatedRelease): Promise<void>;
  close(): Promise<void>;
}

export async function viewCluster(flags: TemplateFlags): Promise<ClusterView> {
  const isLive = flags.validate || ['server', 'none', 'false'].includes(flags.dryRun);
  if (isLive) return (await import('./live-cluster.ts')).viewLiveCluster(flags);
  return {
    capabilities: localCapabilities({ kubeVersion: flags.kubeVersion, apiVersions: flags.apiVersions }),
    render: async (render) => renderWithLookups(render, flags.enableDns ? await hostSource() : {}),
    validate: async () => {},
    close: async () => {},
  };
}

/** `--enable-dns`. */
export async function hostSource(): Promise<Sources> {
  const { lookup } = await import('node:dns/promises');
  return { resolveHost: async (name) => (await lookup(name)).address };
}
