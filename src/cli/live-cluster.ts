import { Cluster, loadConnection, lookup } from '../cluster/index.ts';
import { localCapabilities, renderWithLookups, type Sources } from '../render/index.ts';
import { userAgent } from '../version.ts';
import { type ClusterView, hostSource } from './cluster-view.ts';
import type { TemplateFlags } from './template-flags.ts';
import { validateObjects } from './validate-objects.ts';

/** With `--validate` the cluster's capabilities and kinds count; with `--dry-run=server` templates look things up in it. */
export async function viewLiveCluster(flags: TemplateFlags): Promise<ClusterView> {
  const connection = loadConnection({
    userAgent: userAgent(),
    env: process.env,
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.kubeContext === undefined ? {} : { context: flags.kubeContext }),
  });
  const cluster = new Cluster(connection);
  const sources: Sources = {
    ...(flags.enableDns ? await hostSource() : {}),
    ...(['server', 'none', 'false'].includes(flags.dryRun) ? { lookup: (query) => lookup(cluster, query) } : {}),
  };
  return {
    capabilities: flags.validate
      ? await cluster.discovery.capabilities()
      : localCapabilities({ kubeVersion: flags.kubeVersion, apiVersions: flags.apiVersions }),
    render: (render) => renderWithLookups(render, sources),
    validate: (manifest, release) => (flags.validate ? validateObjects(cluster, manifest, release) : Promise.resolve()),
    close: () => cluster.close(),
  };
}
