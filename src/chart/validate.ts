import { posix } from 'node:path';
import { parseVersion, SemverError } from '../semver/index.ts';
import type { ChartMetadata, Maintainer, Requirement } from './chart.ts';
import { quote } from './go-text.ts';
import type { DraftMetadata } from './metadata.ts';

/**
 * Metadata as Helm's Metadata.Validate leaves it: texts cleaned, and nothing missing.
 * @throws InvalidMetadata with Helm's words
 */
export function validateMetadata(draft: DraftMetadata): ChartMetadata {
  const metadata = cleaned(draft);
  const { apiVersion, name, version, type = '', maintainers = [], dependencies = [] } = metadata;
  if (!apiVersion) throw new InvalidMetadata('chart.metadata.apiVersion is required');
  if (!name) throw new InvalidMetadata('chart.metadata.name is required');
  if (name === '.' || name === '..') throw new InvalidMetadata(`chart.metadata.name ${quote(name)} is not allowed`);
  if (name !== (posix.basename(name) || '/'))
    throw new InvalidMetadata(`chart.metadata.name ${quote(name)} is invalid`);
  if (!version) throw new InvalidMetadata('chart.metadata.version is required');
  if (!isVersion(version)) throw new InvalidMetadata(`chart.metadata.version ${quote(version)} is invalid`);
  if (!['', 'application', 'library'].includes(type)) {
    throw new InvalidMetadata('chart.metadata.type must be application or library');
  }
  return {
    ...metadata,
    apiVersion,
    name,
    version,
    ...(metadata.maintainers ? { maintainers: maintainers.map(validateMaintainer) } : {}),
    ...(metadata.dependencies ? { dependencies: validateRequirements(dependencies) } : {}),
  };
}

/** What Helm calls a ValidationError. */
export class InvalidMetadata extends Error {
  constructor(what: string) {
    super(`validation: ${what}`);
  }
}

const cleanFields = ['name', 'description', 'home', 'icon', 'condition', 'tags', 'appVersion', 'kubeVersion'] as const;

function cleaned(draft: DraftMetadata): DraftMetadata {
  const texts = cleanFields.flatMap((field) => (draft[field] === undefined ? [] : [[field, clean(draft[field])]]));
  const lists = (['sources', 'keywords'] as const).flatMap((field) =>
    draft[field] ? [[field, draft[field].map(clean)]] : [],
  );
  return { ...draft, ...Object.fromEntries([...texts, ...lists]) };
}

/** Blanks of every kind become spaces, what cannot be printed goes. */
function clean(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/\p{White_Space}/gu, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');
}

function cleanAll<T extends object>(fields: T): T {
  const entries = Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? clean(value) : value]);
  return Object.fromEntries(entries) as T;
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

function validateMaintainer(maintainer: Maintainer | null): Maintainer {
  if (maintainer) return cleanAll(maintainer);
  throw new InvalidMetadata('maintainers must not contain empty or null nodes');
}

function validateRequirements(requirements: readonly (Partial<Requirement> | null)[]): Requirement[] {
  const keys = new Set<string>();
  return requirements.map((requirement) => {
    if (!requirement) throw new InvalidMetadata('dependencies must not contain empty or null nodes');
    const { alias = '', tags, ...rest } = requirement;
    const checked = { name: '', ...cleanAll(rest), ...(tags ? { tags: tags.map(clean) } : {}) };
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      throw new InvalidMetadata(`dependency ${quote(checked.name)} has disallowed characters in the alias`);
    }
    const key = alias || checked.name;
    if (keys.has(key)) throw new InvalidMetadata(`more than one dependency with name or alias ${quote(key)}`);
    keys.add(key);
    return alias === '' ? checked : { ...checked, alias };
  });
}
