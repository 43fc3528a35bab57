import { CapstanError } from '../errors/index.ts';
import type { FetchedChart, FetchOptions } from './fetch-archive.ts';
import {
  chooseTag,
  formatOciReference,
  listVersions,
  type OciReference,
  parseOciReference,
  pullChart,
  Registry,
  resolveDigest,
} from './oci/index.ts';
import type { ChartSource, RepositorySettings } from './settings.ts';
import { tryVersion } from './versions.ts';

/** A chart of a registry, by tag, digest, version or range. @throws CapstanError with Helm's words */
export async function fetchOciChart(
  name: string,
  source: ChartSource,
  settings: RepositorySettings,
  { withProvenance = false }: FetchOptions,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  const asked = parseOciReference(name);
  const registry = new Registry(asked.registry, source, settings);
  try {
    const { reference, label } = await resolve(registry, asked, name, source.version ?? '', signal);
    const { archive, provenance, digest } = await pullChart(registry, reference, { withProvenance }, signal);
    tellPulled(formatOciReference(reference), digest, settings);
    const fileName = `${reference.repository.split('/').at(-1)}${label}.tgz`;
    if (!withProvenance) return { archive, fileName, reference: name };
    const missing = new CapstanError('CHART_NOT_FOUND', missingProvenance);
    return { archive, fileName, reference: name, provenance: provenance ?? missing };
  } finally {
    registry.close();
  }
}

const missingProvenance =
  'manifest does not contain a layer with mediatype application/vnd.cncf.helm.chart.provenance.v1.prov';

/** What Helm says of it, the lesson about underscores too. */
function tellPulled(name: string, digest: string, { onNote }: RepositorySettings): void {
  onNote?.(`Pulled: ${name}\nDigest: ${digest}`);
  if (!name.split(':').at(-1)?.includes('_')) return;
  onNote?.(`${name} contains an underscore.

OCI artifact references (e.g. tags) do not support the plus sign (+). To support
storing semantic versions, Helm adopts the convention of changing plus (+) to
an underscore (_) in chart version tags when pushing to a registry and back to
a plus (+) when pulling from a registry.`);
}

interface Resolved {
  readonly reference: OciReference;
  /** What stands behind the chart's name in the name of its file. */
  readonly label: string;
}

async function resolve(
  registry: Registry,
  asked: OciReference,
  name: string,
  version: string,
  signal?: AbortSignal,
): Promise<Resolved> {
  const tagOf = (text: string) => text.replaceAll('+', '_');
  if (version !== '' && asked.tag !== '' && asked.tag !== tagOf(version)) {
    const words = `chart reference and version mismatch: ${version} is not ${asked.tag}`;
    throw new CapstanError('CHART_NOT_FOUND', words, { hint: 'give the version once' });
  }
  const wanted = version || asked.tag.replaceAll('_', '+');
  if (asked.digest !== '') {
    if (wanted !== '')
      await checkDigestOfTag(registry, { ...asked, tag: tagOf(wanted), digest: '' }, asked.digest, signal);
    return { reference: { ...asked, tag: '' }, label: `@${asked.digest.replace(':', '-')}` };
  }
  const chosen = tryVersion(wanted) ? wanted : await choose(registry, asked, name, wanted, signal);
  return { reference: { ...asked, tag: tagOf(chosen) }, label: `-${chosen}` };
}

/** A tag beside a digest need not be there; if it is, it has to be the same chart. */
async function checkDigestOfTag(
  registry: Registry,
  reference: OciReference,
  digest: string,
  signal?: AbortSignal,
): Promise<void> {
  const found = await resolveDigest(registry, reference, signal).catch(() => undefined);
  if (found === undefined || found === digest) return;
  throw new CapstanError('CHART_NOT_FOUND', `chart reference digest mismatch: ${found} is not ${digest}`);
}

async function choose(
  registry: Registry,
  { repository }: OciReference,
  name: string,
  wanted: string,
  signal?: AbortSignal,
): Promise<string> {
  const versions = await listVersions(registry, repository, signal);
  if (versions.length > 0) return chooseTag(versions, wanted);
  throw new CapstanError('CHART_NOT_FOUND', `Unable to locate any tags in provided repository: ${name}`);
}
