import { CapstanError } from '../../errors/index.ts';
import type { ScaffoldFile } from '../files.ts';
import { isSubdomain } from '../names.ts';
import { managerFiles } from './manager.ts';
import { rbacFiles } from './rbac.ts';
import { rootFiles } from './root.ts';

export interface ProjectRequest {
  readonly domain: string;
  readonly projectName: string;
  /** The operator's own image: what the project's is built on. */
  readonly baseImage: string;
  /** The JSON Schema of watches.yaml, as text. */
  readonly watchesSchema: string;
}

/** All files of a project that has no kind yet. @throws CapstanError USAGE */
export function newProject(request: ProjectRequest): ScaffoldFile[] {
  const { domain, projectName } = request;
  if (!isSubdomain(domain)) {
    throw new CapstanError('USAGE', `--domain: "${domain}" is no domain`, { hint: 'use one such as example.com' });
  }
  if (!/^[a-z0-9]([-a-z0-9]{0,46}[a-z0-9])?$/.test(projectName)) {
    throw new CapstanError('USAGE', `--project-name: "${projectName}" is not possible`, {
      hint: 'use at most 48 of a-z, 0-9 and "-", with a letter or digit at both ends: namespace and objects are called after it',
    });
  }
  return [...rootFiles(request), ...rbacFiles(request), ...managerFiles(request)];
}
