import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { ensureNamespace } from '../../cluster/index.ts';
import { type ClusterSettings, readSettings, writeWhole } from '../../devcluster/index.ts';
import { isAbort } from '../../errors/index.ts';
import { fetchCharts } from '../../installer/index.ts';
import { deploy } from '../../release/index.ts';
import { lookAt } from '../../view/index.ts';
import { defaultProvisioner } from '../dev/default-provisioner.ts';
import { runOwn } from '../dev/run-program.ts';
import { startCluster } from '../dev/up.ts';
import { readHelmSettings } from '../helm-settings.ts';
import { brokenOff } from '../install/broken-off.ts';
import { lineLogger } from '../line-logger.ts';
import { type Session, withSession } from '../releases/index.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { type TestEnvironment, testEnvText } from './environment.ts';
import { testCharts, testReleases } from './releases.ts';

const chartVersion = 'v0.0.0';
const namespace = 'knit-test';
const readyWithinMs = 120_000;

/** Small, so that it is quick; by the audit log tests count requests. */
const settings: ClusterSettings = { nodes: 'simulated', count: 1, registryPort: 0, audit: true };

/** `capstan testctl install`; what is there already stays, and charts that were edited are upgraded. */
export async function install(environment: TestEnvironment): Promise<void> {
  const { project, folder, file } = environment;
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals(() => progress.print('stopping; Ctrl-C again ends at once'));
  try {
    await startCluster(folder, readSettings(folder) ?? settings, progress, signal);
    const env = { ...process.env, CHART_VERSION: chartVersion };
    await runOwn(['build', 'chart', '--test', '--project', project], { env }, signal);
    await withSession(
      { kubeconfig: folder.kubeconfig, namespace },
      (session) => installCharts(session, pathToFileURL(join(project, 'charts', 'test')).href, progress),
      signal,
    );
  } catch (error) {
    throw isAbort(error) && signal.aborted ? brokenOff('install', error) : error;
  } finally {
    progress.end();
  }
  const values = {
    KNIT_TEST_KUBECONFIG: folder.kubeconfig,
    KNIT_TEST_KUBECTX: contextOf(folder.kubeconfig),
    KNIT_TEST_NAMESPACE: namespace,
  };
  writeWhole(file, testEnvText(values));
  process.stdout.write(`${file} is written; next: capstan testctl test\n`);
}

async function installCharts(session: Session, root: string, progress: Progress): Promise<void> {
  const { cluster, signal } = session;
  const charts = await fetchCharts(root, testCharts, chartVersion, readHelmSettings({}, process.env), signal);
  await ensureNamespace(cluster, namespace, signal);
  const target = {
    cluster,
    namespace,
    look: (refs: Parameters<typeof lookAt>[1], until: AbortSignal) => lookAt({ ...session, signal: until }, refs),
    timeoutMs: readyWithinMs,
    log: lineLogger(false, (line) => progress.print(line)),
  };
  for (const release of testReleases(charts, await defaultProvisioner(cluster, signal))) {
    progress.begin(release.name);
    await deploy(release, target, () => {}, signal);
    progress.end(`${release.name} is ready`);
  }
}

function contextOf(kubeconfig: string): string {
  return (parse(readFileSync(kubeconfig, 'utf8')) as { 'current-context': string })['current-context'];
}
