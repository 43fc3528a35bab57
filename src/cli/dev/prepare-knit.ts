import { findConfig } from '../../cluster/index.ts';
import { prepareSettings, type Source, standaloneKubeconfig } from '../../installer/index.ts';
import { readHelmSettings } from '../helm-settings.ts';
import { withSession } from '../releases/index.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { defaultProvisioner } from './default-provisioner.ts';
import { ownVolumes } from './storage-values.ts';

export interface KnitSettings {
  /** The folder that is written. */
  readonly settings: string;
  readonly namespace: string;
  /** Of the cluster. */
  readonly kubeconfig: string;
  /** The address of the node that is there as long as the cluster is. */
  readonly gateway: string;
  readonly source: Source;
}

/** A settings folder for the cluster's own volumes, whole or not at all. */
export async function prepareKnit(wanted: KnitSettings, signal: AbortSignal): Promise<void> {
  const { stderr, env } = process;
  const progress = new Progress(stderr, { live: hasProgress(stderr, env) });
  try {
    await writeSettings(wanted, progress, signal);
  } finally {
    progress.end();
  }
}

async function writeSettings(
  { settings, namespace, kubeconfig, gateway, source }: KnitSettings,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  await withSession(
    { kubeconfig },
    async ({ cluster }) =>
      prepareSettings(
        cluster,
        {
          settings,
          namespace,
          source,
          given: {},
          edits: ownVolumes(await defaultProvisioner(cluster, signal), gateway),
          kubeconfig: standaloneKubeconfig(findConfig({ kubeconfig, env: process.env })),
          repository: readHelmSettings({}, process.env),
          now: new Date(),
          onStep: (what) => progress.begin(what),
          onWarning: (line) => progress.print(`warning: ${line}`),
        },
        signal,
      ),
    signal,
  );
}
