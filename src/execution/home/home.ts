import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where components, scripts and templates are, and where deployments go. */
export interface Places {
  /** services/, scripts/, resources/. */
  readonly home: string;
  /** The inventory: a folder for each user. */
  readonly deployments: string;
  /** What HELM_LOCAL_CHARTS stands for. */
  readonly charts: string;
}

/** Where a home lies by custom, and what files of a home call it. */
export const customaryHome = '/data/cloudmgr';

/**
 * A path as files of a home write it: below /data/cloudmgr it means the home, wherever that is. What the home does not have
 * and /data/cloudmgr has is meant as it is written.
 */
export function inHome(path: string, home: string, exists: (path: string) => boolean = existsSync): string {
  if (path !== customaryHome && !path.startsWith(`${customaryHome}/`)) return path;
  const found = join(home, path.slice(customaryHome.length));
  return !exists(found) && exists(path) ? path : found;
}

/** The file itself, or where there is none the one that ends in .yaml instead of .yml, or the other way round. */
export function eitherEnding(path: string): string {
  if (existsSync(path)) return path;
  const twin = path.endsWith('.yml')
    ? path.replace(/\.yml$/, '.yaml')
    : path.endsWith('.yaml')
      ? path.replace(/\.yaml$/, '.yml')
      : path;
  return existsSync(twin) ? twin : path;
}

export const homeFolders = {
  scripts: 'scripts',
  components: 'resources/components',
  templates: 'resources/terraform',
  services: 'services',
} as const;

/** A folder of the home. */
export function homeFolder({ home }: Pick<Places, 'home'>, name: keyof typeof homeFolders): string {
  return join(home, homeFolders[name]);
}
