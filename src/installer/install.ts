import type { Chart } from '../chart/index.ts';
import { type Cluster, ensureNamespace, hasNamespace } from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { type Deployed, deploy, type Progress, type Target } from '../release/index.ts';
import { renderChart } from '../render/index.ts';
import { type RepositorySettings, withoutSecrets } from '../repository/index.ts';
import { checkTls, type PemFile, type Tls, uncoveredText } from './certificates/index.ts';
import { chartNames } from './chart-version.ts';
import { fetchCharts, knitfabCharts } from './charts/index.ts';
import { type Entrances, entrancesOf, handoutTexts, registryCertificates } from './handouts.ts';
import { nodeAddresses } from './nodes.ts';
import { planInstall, type Step } from './plan.ts';
import { keepOnly, replaceFile, rootOf, type Settings } from './settings/index.ts';

/** Told of one chart after the other. */
export interface InstallEvents {
  onStep(what: string): void;
  /** What may be wrong. */
  onWarning(line: string): void;
  onChart(name: string, index: number, count: number): void;
  onProgress(progress: Progress): void;
  onReady(name: string, did: Deployed): void;
}

export interface InstallOptions {
  readonly events: InstallEvents;
  readonly settings: Settings;
  readonly repository: RepositorySettings;
  readonly now: Date;
}

/** An install that is known to the last value, before anything of it is done. */
export interface ReadyPlan {
  readonly steps: readonly Step[];
  readonly entrances: Entrances;
}

/**
 * Looks at all that may be wrong: certificates, the cluster, the charts of the version, what they render to.
 * @throws CapstanError; the cluster is as it was
 */
export async function checkInstall(
  cluster: Cluster,
  { settings, repository, now, events }: InstallOptions,
  signal: AbortSignal,
): Promise<ReadyPlan> {
  const { source, tls } = settings;
  if (tls) checkTls(tls, now);
  events.onStep(`asking ${cluster.server} for its nodes`);
  const addresses = await nodeAddresses(cluster, signal);
  await hasNamespace(cluster, settings.namespace, signal); // one that is going is refused
  const root = rootOf(source);
  events.onStep(`fetching charts ${source.chartVersion} from ${withoutSecrets(root)}`);
  const charts = await fetchCharts(root, chartNames, source.chartVersion, repository, signal);
  const steps = planInstall(settings, knitfabCharts, charts);
  const shown = shownTls(steps, settings);
  if (shown && shown !== tls) checkTls(shown, now);
  const missed = shown && uncoveredText(shown.server, addresses); // nodes that have joined since the certificate was made
  if (missed !== undefined) events.onWarning(missed);
  const capabilities = await cluster.discovery.capabilities(signal);
  for (const step of steps) checkRenders(step, settings.namespace, capabilities);
  return { steps, entrances: entrancesOf(steps, addresses, shown && { authority: shown.authority?.cert.text }) };
}

/** One chart after the other, each ready before the next begins; then what users are given. */
export async function carryOutInstall(
  { steps, entrances }: ReadyPlan,
  target: Target,
  { settings, events }: InstallOptions,
  signal: AbortSignal,
): Promise<void> {
  await ensureNamespace(target.cluster, settings.namespace, signal);
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    events.onChart(step.name, index + 1, steps.length);
    try {
      const did = await deploy(step, target, (progress) => events.onProgress(progress), signal);
      events.onReady(step.name, did);
    } catch (error) {
      throw isCapstanError(error)
        ? withChart(error, step.chart, 'then run the command again: it goes on with this chart')
        : error;
    }
  }
  for (const [path, text] of registryCertificates(entrances)) await replaceFile(settings.folder, path, text);
  const handouts = handoutTexts(entrances);
  for (const [path, text] of handouts) await replaceFile(settings.folder, path, text);
  await keepOnly(settings.folder, 'handouts/docker/certs.d', [...handouts.keys()]); // ports and nodes come and go
}

/** What servers will show: that of the folder, or what somebody wrote into the values instead. */
function shownTls(steps: readonly Step[], { folder, tls }: Settings): Tls<PemFile> | undefined {
  const values = steps.find(({ name }) => name === 'knit-certs')?.effective ?? {};
  const file = (key: string): PemFile => ({
    file: `${folder}/values/knit-certs.yaml: ${key}`,
    text: Buffer.from(String(values[key] ?? ''), 'base64').toString(),
  });
  const [cert, key, cacert, cakey] = ['cert', 'key', 'cacert', 'cakey'].map(file) as [
    PemFile,
    PemFile,
    PemFile,
    PemFile,
  ];
  if (cert.text === '' && key.text === '') return tls;
  const isOurs = cert.text === tls?.server.cert.text && key.text === tls.server.key.text;
  const isOurAuthority = cacert.text === (tls?.authority?.key ? tls.authority.cert.text : '');
  if (isOurs && isOurAuthority) return tls;
  const authority = cacert.text === '' ? undefined : { cert: cacert, key: cakey.text === '' ? undefined : cakey };
  return { server: { cert, key }, authority };
}

/** With what earlier charts will tell; only what is looked up in the cluster is not known yet. */
function checkRenders(
  { name, chart, values }: Step,
  namespace: string,
  capabilities: Parameters<typeof renderChart>[0]['capabilities'],
): void {
  try {
    renderChart({
      chart,
      values,
      capabilities,
      release: { name, namespace, revision: 1, isInstall: true, isUpgrade: false },
    });
  } catch (error) {
    throw isCapstanError(error) ? withChart(error, chart) : error;
  }
}

/** @param next what to do once it is mended */
function withChart(error: CapstanError, { metadata }: Chart, next?: string): CapstanError {
  const { code, message, place, hint, status } = error;
  return new CapstanError(code, `chart ${metadata.name} ${metadata.version}: ${message}`, {
    cause: error,
    ...(place && { place }),
    ...hintOf(hint, next),
    ...(status === undefined ? {} : { status }),
  });
}

function hintOf(hint: string | undefined, next: string | undefined): { readonly hint?: string } {
  if (next === undefined) return hint === undefined ? {} : { hint };
  return { hint: `${hint ?? 'edit values/ in the settings folder'}; ${next}` };
}
