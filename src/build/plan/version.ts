import { CapstanError } from '../../errors/index.ts';
import { parseStrictVersion } from '../../semver/index.ts';
import type { BuildRequest } from './request.ts';

/** CHART_VERSION, else the first line of the file VERSION. @throws CapstanError USAGE for what charts or images cannot be called by */
export function chartVersionOf(request: BuildRequest, versionFile: string | undefined): string {
  const [source, version] =
    request.chartVersion === undefined
      ? ['the first line of VERSION', versionFile?.split('\n', 1)[0]?.trim()]
      : ['CHART_VERSION', request.chartVersion];
  if (!version) {
    const message = versionFile === undefined ? 'there is no file VERSION beside build.yaml' : `${source} is empty`;
    throw new CapstanError('USAGE', message, { hint: 'its first line is the version: v0.1.0; or set CHART_VERSION' });
  }
  if (!isVersion(version)) {
    throw new CapstanError('USAGE', `${source} is "${version}", which is no version`, {
      hint: 'write it as v1.2.3 or v1.2.3-rc.1',
    });
  }
  if (version.includes('+')) {
    throw new CapstanError('USAGE', `${source} is "${version}", and tags of images have no "+"`, {
      hint: 'write it as v1.2.3 or v1.2.3-rc.1',
    });
  }
  if (request.appVersion !== undefined && !/^\w[\w.-]{0,79}$/.test(request.appVersion)) {
    throw new CapstanError('USAGE', `APP_VERSION is "${request.appVersion}", which no tag of an image can begin with`, {
      hint: 'letters, digits, dots, dashes and underscores, 80 at most',
    });
  }
  return version;
}

function isVersion(text: string): boolean {
  try {
    parseStrictVersion(text.replace(/^v/, ''));
    return text.length <= 80;
  } catch {
    return false;
  }
}
