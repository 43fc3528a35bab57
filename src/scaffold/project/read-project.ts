import { parseYaml } from '../../yaml/index.ts';

/** What PROJECT says about a project. */
export interface Project {
  /** '' when it says nothing. */
  readonly domain: string;
  readonly projectName: string;
}

/** @param text undefined when there is no PROJECT. @throws CapstanError YAML_INVALID */
export function readProject(text: string | undefined, folderName: string): Project {
  const fields = (text === undefined ? {} : (parseYaml(text, { file: 'PROJECT' }) ?? {})) as Readonly<
    Record<string, unknown>
  >;
  const { domain, projectName } = fields;
  return {
    domain: typeof domain === 'string' ? domain : '',
    projectName: typeof projectName === 'string' ? projectName : folderName,
  };
}
