import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';
import { compareVersions, formatVersion, parseStrictVersion, type Version } from '../../semver/index.ts';
import { chooseVersion } from '../versions.ts';
import type { Registry } from './registry.ts';

const maxPageBytes = 4 * 1024 * 1024;
/** A registry that always names a next page must not keep us forever. */
const maxPages = 10_000;

/** The versions that a repository's tags stand for, highest first; tags that are no whole version are left out. @throws CapstanError */
export async function listVersions(registry: Registry, repository: string, signal?: AbortSignal): Promise<string[]> {
  const versions: Version[] = [];
  let path: string | undefined = 'tags/list';
  for (let page = 0; path !== undefined && page < maxPages; page += 1) {
    const response = await registry.get(repository, path, { maxBytes: maxPageBytes }, signal);
    for (const tag of readTags(response.body, registry.host)) {
      const version = tryStrictVersion(tag.replaceAll('_', '+'));
      if (version) versions.push(version);
    }
    path = nextPage(response.headers['link']);
  }
  return versions.sort((a, b) => compareVersions(b, a)).map(formatVersion);
}

/**
 * Of versions, highest first, the one that is asked for.
 * @throws CapstanError CHART_NOT_FOUND, with Helm's words.
 */
export function chooseTag(versions: readonly string[], wanted: string): string {
  try {
    const found = chooseVersion(versions, (version) => version, wanted);
    if (found !== undefined) return found;
  } catch (error) {
    if (isCapstanError(error)) throw error;
    throw new CapstanError('CHART_NOT_FOUND', messageOf(error), { cause: error });
  }
  throw new CapstanError(
    'CHART_NOT_FOUND',
    `Could not locate a version matching provided version string ${wanted}`,
    versions.length > 0 ? { hint: `there are ${versions.slice(0, 5).join(', ')}` } : {},
  );
}

function readTags(body: Buffer, host: string): readonly string[] {
  try {
    const { tags } = JSON.parse(body.toString('utf8')) as { tags?: unknown };
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  } catch (error) {
    throw new CapstanError('REPOSITORY_INVALID', `${host} answers with tags that are not JSON`, { cause: error });
  }
}

function tryStrictVersion(text: string): Version | undefined {
  try {
    return parseStrictVersion(text);
  } catch {
    return undefined;
  }
}

/** `</v2/x/tags/list?last=b&n=2>; rel="next"` → `tags/list?last=b&n=2` */
function nextPage(link: string | undefined): string | undefined {
  const [, target] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (target === undefined) return undefined;
  const query = target.indexOf('?');
  return query < 0 ? undefined : `tags/list${target.slice(query)}`;
}
