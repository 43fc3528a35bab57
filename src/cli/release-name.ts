import { CapstanError, isCapstanError } from '../errors/index.ts';
import { engineFor } from '../template/index.ts';

export interface NameFlags {
  readonly generateName: boolean;
  readonly nameTemplate?: string;
}

/**
 * The release's name and the chart that the words of a command line mean, as Helm reads them.
 * @throws CapstanError USAGE or RELEASE_NAME_INVALID.
 */
export function nameAndChart(words: readonly string[], flags: NameFlags): { name: string; chart: string } {
  if (words.length > 2) {
    throw usage(`expected at most two arguments, unexpected arguments: ${words.slice(2).join(', ')}`);
  }
  const { name, chart } = read(words, flags);
  checkReleaseName(name);
  return { name, chart };
}

function read(words: readonly string[], { generateName, nameTemplate }: NameFlags): { name: string; chart: string } {
  const [first = '', second] = words;
  if (second !== undefined) {
    if (generateName) throw usage('cannot set --generate-name and also specify a name');
    if (nameTemplate) throw usage('cannot set --name-template and also specify a name');
    return { name: first, chart: second };
  }
  if (nameTemplate) return { name: executeText(nameTemplate), chart: first };
  return { name: 'release-name', chart: first };
}

function executeText(text: string): string {
  const name = 'name-template';
  try {
    return engineFor(name).compile([{ name, text }]).render(name, new Map());
  } catch (error) {
    // Helm shows Go's own words here
    if (!isCapstanError(error) || !(error.cause instanceof Error)) throw error;
    throw new CapstanError(error.code, error.cause.message.replace(/HELM_ERR_(?:START|END)/g, ''), { cause: error });
  }
}

const pattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** The name of a release is a part of the names of its objects. */
function checkReleaseName(name: string): void {
  if (name === '') throw invalid('release name "": no name provided');
  if (name.length <= 53 && pattern.test(name)) return;
  throw invalid(
    `release name ${JSON.stringify(name)}: invalid release name, must match regex ${pattern.source} and the length must not be longer than 53`,
  );
}

function invalid(message: string): CapstanError {
  return new CapstanError('RELEASE_NAME_INVALID', message, {
    hint: 'use at most 53 lower-case letters, digits, - and .',
  });
}

function usage(message: string): CapstanError {
  return new CapstanError('USAGE', message);
}
