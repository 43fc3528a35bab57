import { randomBytes } from 'node:crypto';
import type { Cluster } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import { type RepositorySettings, withoutSecrets } from '../repository/index.ts';
import {
  checkAuthority,
  checkTls,
  issueAuthority,
  issueServer,
  type PemFile,
  type Tls,
  uncoveredText,
} from './certificates/index.ts';
import { chartNames, requireVersion } from './chart-version.ts';
import { fetchCharts, knitfabCharts } from './charts/index.ts';
import { entrancesOf, registryCertificates } from './handouts.ts';
import { nodeAddresses } from './nodes.ts';
import { planInstall } from './plan.ts';
import {
  checkNamespace,
  kindOf,
  paths,
  readmeText,
  rootOf,
  type Source,
  setValue,
  sourceText,
  valuesTexts,
  writeFolder,
} from './settings/index.ts';

/** What a person brings; what is missing is made. */
export interface GivenTls {
  readonly authority?: { readonly cert: PemFile; readonly key?: PemFile };
  readonly server?: { readonly cert: PemFile; readonly key: PemFile };
}

export interface ValuesEdit {
  readonly file: string;
  readonly path: readonly string[];
  readonly value: string | boolean;
}

export interface PrepareOptions {
  readonly settings: string;
  readonly namespace: string;
  readonly source: Omit<Source, 'chartVersion'> & { readonly chartVersion: string | undefined };
  readonly given: GivenTls;
  /** Written over what the charts say, by the name of the file in values/ and the path in it. */
  readonly edits?: readonly ValuesEdit[];
  /** Of the cluster, standing alone. */
  readonly kubeconfig: string;
  readonly repository: RepositorySettings;
  readonly now: Date;
  /** Told what is being done. */
  readonly onStep: (what: string) => void;
  /** Told what may be wrong. */
  readonly onWarning: (line: string) => void;
}

/**
 * Writes a new settings folder, and nothing else: everything that may fail is done before its first file.
 * @returns the paths of its files
 */
export async function prepareSettings(
  cluster: Cluster,
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { settings, namespace, onStep, now } = options;
  checkNamespace(namespace, '--namespace');
  checkGiven(options.given, now);
  await checkIsNew(settings);
  onStep(`asking ${cluster.server} for its nodes`);
  const addresses = await nodeAddresses(cluster, signal);
  const source = await requireVersion(options.source, options.repository, signal);
  const root = rootOf(source);
  onStep(`fetching charts ${source.chartVersion} from ${withoutSecrets(root)}`);
  const charts = await fetchCharts(root, chartNames, source.chartVersion, options.repository, signal);
  if (source.tls) onStep('making keys and certificates');
  const tls = source.tls ? await completeTls(options, addresses, now) : undefined;
  signal.throwIfAborted();
  const choices = { databasePassword: randomBytes(24).toString('base64url') };
  const values = edited(valuesTexts(knitfabCharts, charts, choices), options.edits ?? []);
  const steps = planInstall({ values: new Map(), source, tls: undefined }, knitfabCharts, charts);
  const entrances = entrancesOf(steps, addresses, tls && { authority: tls.authority?.cert.text });
  const certificates = registryCertificates(entrances);
  const { authority, server } = paths.certificates;
  const texts = new Map<string, string>([
    [
      paths.readme,
      readmeText({
        namespace,
        chartVersion: source.chartVersion,
        hasTls: source.tls,
        registryCertificates: [...certificates.keys()],
      }),
    ],
    [paths.kubeconfig, options.kubeconfig],
    [paths.namespace, `${namespace}\n`],
    [paths.source, sourceText(source)],
    ...[...values].map(([file, text]) => [paths.values(file), text] as const),
    ...entriesOf([
      [server.cert, tls?.server.cert.text],
      [server.key, tls?.server.key.text],
      [authority.cert, tls?.authority?.cert.text],
      [authority.key, tls?.authority?.key?.text],
    ]),
    ...certificates,
  ]);
  await writeFolder(settings, texts);
  return [...texts.keys()];
}

async function checkIsNew(settings: string): Promise<void> {
  const kind = await kindOf(settings);
  if (kind === 'nothing' || kind === 'empty folder') return;
  throw new CapstanError('SETTINGS_INVALID', `${settings} is there already`, {
    hint: 'install with it, choose another folder with --settings, or remove it first: nothing in it is written over',
  });
}

/** What a person brought. @throws CapstanError CERTIFICATE_INVALID or USAGE */
function checkGiven({ server, authority }: GivenTls, now: Date): void {
  const whole = authority && { cert: authority.cert, key: authority.key };
  if (server) checkTls({ server, authority: whole }, now);
  else if (whole && !whole.key) {
    throw new CapstanError('USAGE', '--tls-ca-cert alone signs nothing', {
      hint: 'give its key with --tls-ca-key, or a certificate that it has signed with --tls-cert and --tls-key',
    });
  } else if (whole) checkAuthority(whole, now);
}

async function completeTls(
  { given, onWarning }: PrepareOptions,
  addresses: readonly string[],
  now: Date,
): Promise<Tls<PemFile>> {
  const { authority: brought } = given;
  if (given.server) {
    const missed = uncoveredText(given.server, addresses);
    if (missed !== undefined) onWarning(missed);
    return { server: given.server, authority: brought && { cert: brought.cert, key: brought.key } };
  }
  const authority = brought?.key ? { cert: brought.cert.text, key: brought.key.text } : await issueAuthority(now);
  const server = await issueServer(addresses, authority, now);
  const file = (name: string, text: string): PemFile => ({ file: name, text });
  const names = paths.certificates;
  return {
    server: { cert: file(names.server.cert, server.cert), key: file(names.server.key, server.key) },
    authority: { cert: file(names.authority.cert, authority.cert), key: file(names.authority.key, authority.key) },
  };
}

function edited(texts: ReadonlyMap<string, string>, edits: readonly ValuesEdit[]): ReadonlyMap<string, string> {
  const result = new Map(texts);
  for (const { file, path, value } of edits) result.set(file, setValue(result.get(file) ?? '', path, value));
  return result;
}

function entriesOf(pairs: readonly (readonly [string, string | undefined])[]): readonly (readonly [string, string])[] {
  return pairs.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}
