import type { ChartMetadata } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { fullMetadata } from '../../repository/index.ts';
import { compareVersions, parseVersion, type Version } from '../../semver/index.ts';
import { parseYaml, stringifyYaml } from '../../yaml/index.ts';

/** A package, as the index of a chart repository tells of it. */
export interface PackageEntry {
  readonly metadata: ChartMetadata;
  /** From the index on. */
  readonly url: string;
  readonly digest: string;
}

type Entry = Readonly<Record<string, unknown>>;
type Entries = Readonly<Record<string, readonly Entry[]>>;

/**
 * The index.yaml of a repository with some packages more. Versions that it tells of stay, unless they are written anew;
 * those whose archives were in `folder` and are no more go. Equal packages keep the time they were first seen at.
 * @param before text of the index so far
 * @throws CapstanError REPOSITORY_INVALID when that is no index
 */
export function mergedIndex(
  before: string | undefined,
  packages: readonly PackageEntry[],
  options: { readonly folder: string; readonly file: string; readonly now: Date },
): string {
  const old = before === undefined ? {} : entriesOf(before, options.file);
  const created = options.now.toISOString();
  const entries: Record<string, Entry[]> = {};
  for (const [name, versions] of Object.entries(old)) {
    entries[name] = versions.filter((entry) => !isIn(options.folder, entry) && !isReplaced(entry, name, packages));
  }
  for (const { metadata, url, digest } of packages) {
    const known = (old[metadata.name] ?? []).find((entry) => entry['digest'] === digest);
    entries[metadata.name] = [
      ...(entries[metadata.name] ?? []),
      { ...fullMetadata(metadata), created: known?.['created'] ?? created, digest, urls: [url] },
    ];
  }
  const names = Object.keys(entries).filter((name) => entries[name]!.length > 0);
  const sorted = names.sort().map((name) => [name, entries[name]!.sort(newestFirst)]);
  return `${stringifyYaml({ apiVersion: 'v1', entries: Object.fromEntries(sorted), generated: created })}\n`;
}

/** Of the package that an index names for a version; undefined when it names none. @throws CapstanError REPOSITORY_INVALID */
export function digestIn(before: string | undefined, file: string, name: string, version: string): string | undefined {
  const versions = before === undefined ? [] : (entriesOf(before, file)[name] ?? []);
  const digest = versions.find((entry) => entry['version'] === version)?.['digest'];
  return typeof digest === 'string' ? digest : undefined;
}

function entriesOf(text: string, file: string): Entries {
  const index = parseYaml(text, { file }) as { apiVersion?: unknown; entries?: unknown } | null;
  const entries = index?.entries ?? {};
  const isIndex = typeof index?.apiVersion === 'string' && typeof entries === 'object' && !Array.isArray(entries);
  if (isIndex && Object.values(entries).every((versions) => Array.isArray(versions) && versions.every(isEntry))) {
    return entries as Entries;
  }
  throw new CapstanError('REPOSITORY_INVALID', `${file} is no index of a chart repository`, {
    place: { file },
    hint: 'mend it, or move it away to begin a new one',
  });
}

function isEntry(entry: unknown): boolean {
  return entry !== null && typeof entry === 'object' && typeof (entry as Entry)['version'] === 'string';
}

function isIn(folder: string, { urls }: Entry): boolean {
  return Array.isArray(urls) && urls.some((url) => typeof url === 'string' && url.startsWith(`${folder}/`));
}

function isReplaced({ version }: Entry, name: string, packages: readonly PackageEntry[]): boolean {
  return packages.some(({ metadata }) => metadata.name === name && metadata.version === version);
}

function newestFirst(a: Entry, b: Entry): number {
  const [x, y] = [versionOf(a), versionOf(b)];
  return x && y ? compareVersions(y, x) : x ? -1 : y ? 1 : 0;
}

function versionOf({ version }: Entry): Version | undefined {
  try {
    return parseVersion(String(version));
  } catch {
    return undefined; // one that somebody else wrote, and that Helm skips
  }
}
