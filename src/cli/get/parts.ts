import { coalesce } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { maskSecrets } from '../../operator/index.ts';
import { type ReleaseRecord, redact } from '../../release/index.ts';
import { chartFrom, findRelease, maskValues, type Release, readCurrent, secretTexts } from '../../view/index.ts';
import { printData, type ReleaseFlags, type Session } from '../releases/index.ts';
import { valuesYaml } from './yaml.ts';

export type GetPart = 'all' | 'manifest' | 'values' | 'hooks' | 'notes' | 'metadata';

export interface GetFlags extends ReleaseFlags {
  readonly revision?: string;
  readonly showSecrets: boolean;
  readonly all?: boolean;
}

/** A record, and what of it must not be shown. */
interface Shown {
  readonly release: Release;
  readonly record: ReleaseRecord;
  readonly secrets: ReadonlySet<string>;
  readonly isMasked: boolean;
}

export async function printPart(part: GetPart, session: Session, name: string, flags: GetFlags): Promise<void> {
  const release = await findRelease(session, name);
  const { record } = await readCurrent(session, release, parseRevision(flags.revision));
  const isMasked = !flags.showSecrets;
  const texts = [record.manifest, ...(record.hooks ?? []).map(({ manifest }) => `---\n${manifest}\n`)].join('');
  const shown = {
    release,
    record,
    isMasked,
    secrets: isMasked ? secretTexts(texts, [record.name, record.namespace]) : new Set<string>(),
  };
  if (part === 'values' && flags.output !== 'table') return printData(valuesOf(shown, flags), flags.output ?? 'yaml');
  if (part === 'metadata' && flags.output !== 'table') return printData(metadataOf(shown), flags.output ?? 'yaml');
  process.stdout.write(textOf(part, shown, flags));
}

/** As `helm get` prints it. */
function textOf(part: GetPart, shown: Shown, flags: GetFlags): string {
  const { record, isMasked, secrets } = shown;
  switch (part) {
    case 'manifest':
      return `${isMasked ? maskSecrets(record.manifest) : record.manifest}\n`;
    case 'hooks':
      return hooksOf(shown);
    case 'notes':
      return record.info.notes ? `NOTES:\n${redact(record.info.notes, secrets)}\n` : '';
    case 'values':
      return `${flags.all ? 'COMPUTED VALUES:' : 'USER-SUPPLIED VALUES:'}\n${valuesYaml(valuesOf(shown, flags))}\n`;
    case 'metadata':
      return lines(metadataOf(shown));
    case 'all':
      return everything(shown);
  }
}

function everything(shown: Shown): string {
  const { record, release } = shown;
  const { info, chart, version } = record;
  return [
    lines({
      NAME: release.name,
      'LAST DEPLOYED': info.last_deployed,
      NAMESPACE: record.namespace,
      STATUS: info.status,
      REVISION: version,
      CHART: chart.metadata['name'],
      VERSION: chart.metadata['version'],
      APP_VERSION: chart.metadata['appVersion'],
    }),
    `USER-SUPPLIED VALUES:\n${valuesYaml(valuesOf(shown, { all: false }))}\n`,
    `COMPUTED VALUES:\n${valuesYaml(valuesOf(shown, { all: true }))}\n`,
    `HOOKS:\n${hooksOf(shown)}`,
    `MANIFEST:\n${textOf('manifest', shown, { showSecrets: false })}`,
    textOf('notes', shown, { showSecrets: false }),
  ].join('\n');
}

function hooksOf({ record, isMasked }: Shown): string {
  const texts = (record.hooks ?? []).map(({ path, manifest }) => `---\n# Source: ${path}\n${manifest}\n`);
  return isMasked ? maskSecrets(texts.join('')) : texts.join('');
}

function valuesOf({ record, secrets }: Shown, { all }: Pick<GetFlags, 'all'>): unknown {
  const { config } = record;
  const values = all ? coalesce(chartFrom(record), config) : config;
  return secrets.size > 0 ? maskValues(values, secrets) : values;
}

/** In the fields of `helm get metadata -o json`. */
function metadataOf({ release, record }: Shown) {
  const { info, chart, version } = record;
  const { metadata } = chart;
  const owner = release.owner && `${release.owner.kind}/${release.owner.name}`;
  return {
    name: release.name,
    chart: metadata['name'],
    version: metadata['version'],
    appVersion: metadata['appVersion'] ?? '',
    namespace: record.namespace,
    revision: version,
    status: info.status,
    deployedAt: info.last_deployed,
    ...(owner === undefined ? {} : { owner }),
  };
}

function lines(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}: ${value ?? ''}\n`)
    .join('');
}

function parseRevision(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return undefined;
  const revision = Number(text);
  if (Number.isInteger(revision) && revision > 0) return revision;
  throw new CapstanError('USAGE', `--revision: "${text}" is no revision`, { hint: 'capstan history NAME lists them' });
}
