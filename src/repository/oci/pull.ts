import { createHash } from 'node:crypto';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { formatOciReference, type OciReference } from './reference.ts';
import { notFound, type Registry } from './registry.ts';

export interface PulledChart {
  readonly archive: Buffer;
  /** The provenance file, if it was asked for and is there. */
  readonly provenance?: Buffer;
  /** The manifest's. */
  readonly digest: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  /** Of an index. */
  readonly manifests?: readonly Descriptor[];
}

const mediaTypes = {
  config: 'application/vnd.cncf.helm.config.v1+json',
  chart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  legacyChart: 'application/tar+gzip',
  provenance: 'application/vnd.cncf.helm.chart.provenance.v1.prov',
} as const;

const acceptedManifests = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ');

const maxManifestBytes = 4 * 1024 * 1024; // what registries take, too
const maxLayerBytes = 100 * 1024 * 1024;

/** A chart by its tag or digest; every byte is checked against the digest that names it. @throws CapstanError */
export async function pullChart(
  registry: Registry,
  reference: OciReference,
  options: { readonly withProvenance?: boolean },
  signal?: AbortSignal,
): Promise<PulledChart> {
  const { manifest, digest } = await fetchManifest(registry, reference, signal);
  const { config, layers = [] } = await chartManifest(registry, reference, manifest, signal);
  const find = (type: string) => layers.find(({ mediaType }) => mediaType === type);
  const chart = find(mediaTypes.chart) ?? find(mediaTypes.legacyChart);
  checkDescriptors(config, chart);
  const fetchLayer = (layer: Descriptor) => fetchBlob(registry, reference.repository, layer, signal);
  const provenance = options.withProvenance ? find(mediaTypes.provenance) : undefined;
  return {
    archive: await fetchLayer(chart as Descriptor),
    ...(provenance ? { provenance: await fetchLayer(provenance) } : {}),
    digest,
  };
}

/** The digest that a tag stands for now. @throws CapstanError */
export async function resolveDigest(
  registry: Registry,
  reference: OciReference,
  signal?: AbortSignal,
): Promise<string> {
  return (await fetchManifest(registry, reference, signal)).digest;
}

async function fetchManifest(
  registry: Registry,
  reference: OciReference,
  signal?: AbortSignal,
): Promise<{ readonly manifest: Manifest; readonly digest: string }> {
  const name = reference.digest || reference.tag || 'latest';
  const request = { maxBytes: maxManifestBytes, accept: acceptedManifests };
  const { body, headers } = await registry
    .get(reference.repository, `manifests/${name}`, request, signal)
    .catch((error: unknown) => {
      throw isCapstanError(error, 'CHART_NOT_FOUND') ? notFound(reference, error) : error;
    });
  const digest = reference.digest || headers['docker-content-digest'] || digestOf(body, 'sha256');
  checkDigest(body, digest, `manifest of ${formatOciReference(reference)}`);
  return { manifest: parseManifest(body, reference), digest };
}

function parseManifest(body: Buffer, reference: OciReference): Manifest {
  try {
    return JSON.parse(body.toString('utf8')) as Manifest;
  } catch (error) {
    const what = `the manifest of ${formatOciReference(reference)} is not JSON`;
    throw new CapstanError('REPOSITORY_INVALID', what, { cause: error });
  }
}

/** Of an index, which may list signatures and the like as well, the manifest that is a chart's. */
async function chartManifest(
  registry: Registry,
  reference: OciReference,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<Manifest> {
  if (manifest.manifests === undefined) return manifest;
  for (const { digest } of manifest.manifests) {
    const { manifest: one } = await fetchManifest(registry, { ...reference, digest }, signal);
    if (one.config?.mediaType === mediaTypes.config) return one;
  }
  return {};
}

/** With Helm's words for what is an image, say, and no chart. */
function checkDescriptors(config: Descriptor | undefined, chart: Descriptor | undefined): void {
  const found = Number(config?.mediaType === mediaTypes.config) + Number(chart !== undefined);
  if (found === 2) return;
  throw new CapstanError(
    'REPOSITORY_INVALID',
    `manifest does not contain minimum number of descriptors (2), descriptors found: ${found}`,
    { hint: 'what lies there is no Helm chart' },
  );
}

async function fetchBlob(
  registry: Registry,
  repository: string,
  { digest, size }: Descriptor,
  signal?: AbortSignal,
): Promise<Buffer> {
  if (size > maxLayerBytes) {
    throw new CapstanError('REPOSITORY_INVALID', `the chart of ${registry.host}/${repository} is larger than 100 MiB`);
  }
  const { body } = await registry.get(repository, `blobs/${digest}`, { maxBytes: maxLayerBytes }, signal);
  checkDigest(body, digest, `blob of ${registry.host}/${repository}`);
  return body;
}

function checkDigest(data: Buffer, digest: string, what: string): void {
  const [algorithm = ''] = digest.split(':');
  if (!['sha256', 'sha384', 'sha512'].includes(algorithm)) {
    throw new CapstanError('REPOSITORY_INVALID', `${what}: unsupported digest ${digest}`);
  }
  const found = digestOf(data, algorithm);
  if (found === digest) return;
  throw new CapstanError('CHART_CORRUPT', `${what}: it should be ${digest}, and is ${found}`);
}

function digestOf(data: Buffer, algorithm: string): string {
  return `${algorithm}:${createHash(algorithm).update(data).digest('hex')}`;
}
