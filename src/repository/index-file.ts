import { CapstanError, messageOf } from '../errors/index.ts';
import { parseYaml } from '../yaml/index.ts';
import { chooseVersion, sortVersions, tryVersion } from './versions.ts';

/** A version of a chart in a repository: what is needed to fetch it. */
export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly urls: readonly string[];
  /** sha256 of the archive in hexadecimal, if the repository says it. */
  readonly digest?: string;
}

/** A repository's index.yaml: the versions of each chart, highest first. */
export type RepositoryIndex = ReadonlyMap<string, readonly IndexEntry[]>;

/** @throws CapstanError REPOSITORY_INVALID, with Helm's words. */
export function parseIndex(body: Buffer, source: string, onNote?: (line: string) => void): RepositoryIndex {
  if (body.length === 0) throw invalid('empty index.yaml file');
  const data = readData(body.toString('utf8'), source);
  if (data === null || typeof data !== 'object' || Array.isArray(data)) throw invalid('no API version specified');
  const { apiVersion, entries } = data as { apiVersion?: unknown; entries?: unknown };
  const index = new Map<string, readonly IndexEntry[]>();
  for (const [name, versions] of Object.entries((entries ?? {}) as Readonly<Record<string, unknown>>)) {
    const readable = (Array.isArray(versions) ? versions : []).flatMap((version) => {
      const problem = problemOf(version);
      if (problem === undefined) return [toEntry(version as Readonly<Record<string, unknown>>)];
      onNote?.(`skipping loading invalid entry for chart "${name}" from ${source}: ${problem}`);
      return [];
    });
    index.set(
      name,
      sortVersions(readable, ({ version }) => version),
    );
  }
  if (apiVersion === undefined || apiVersion === '') throw invalid('no API version specified');
  return index;
}

/**
 * Of a chart the version that is asked for, as Helm's index does.
 * @throws CapstanError CHART_NOT_FOUND, with Helm's words.
 */
export function findEntry(index: RepositoryIndex, name: string, wanted: string): IndexEntry {
  const versions = index.get(name);
  if (!versions) throw new CapstanError('CHART_NOT_FOUND', 'no chart name found');
  if (versions.length === 0) throw new CapstanError('CHART_NOT_FOUND', 'no chart version found');
  try {
    const found = chooseVersion(versions, ({ version }) => version, wanted);
    if (found) return found;
  } catch (error) {
    throw new CapstanError('CHART_NOT_FOUND', messageOf(error), { cause: error });
  }
  throw new CapstanError('CHART_NOT_FOUND', `no chart version found for ${name}-${wanted}`);
}

function invalid(message: string): CapstanError {
  return new CapstanError('REPOSITORY_INVALID', message, { hint: 'is this the address of a chart repository?' });
}

/** An index may be JSON, which is read in a tenth of the time. */
function readData(text: string, file: string): unknown {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML in flow style starts like that, too
    }
  }
  return parseYaml(text, { file, duplicates: 'last' });
}

function problemOf(entry: unknown): string | undefined {
  if (entry === null || entry === undefined) return 'empty entry';
  if (typeof entry !== 'object') return 'not a table of values';
  const { name, version, type } = entry as Readonly<Record<string, unknown>>;
  if (name === undefined || name === '') return 'validation: chart.metadata.name is required';
  if (version === undefined || version === '') return 'validation: chart.metadata.version is required';
  if (!tryVersion(String(version))) return `validation: chart.metadata.version "${String(version)}" is invalid`;
  if (type !== undefined && !['', 'application', 'library'].includes(String(type))) {
    return 'validation: chart.metadata.type must be application or library';
  }
  return undefined;
}

function toEntry(entry: Readonly<Record<string, unknown>>): IndexEntry {
  const { name, version, urls, digest } = entry;
  return {
    name: String(name),
    version: String(version),
    urls: Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [],
    ...(typeof digest === 'string' && digest !== '' ? { digest } : {}),
  };
}
