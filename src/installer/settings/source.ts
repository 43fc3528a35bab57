import { CapstanError } from '../../errors/index.ts';
import { withoutSecrets } from '../../repository/index.ts';
import { parseYaml, stringifyYaml } from '../../yaml/index.ts';

/** Where charts and images come from, as flags and environment say it. What is undefined is not said. */
export interface SourceChoices {
  readonly chartVersion?: string | undefined;
  /** An address of a chart repository; else it follows from `repository` and `branch`. */
  readonly chartRepositoryRoot?: string | undefined;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly imageRepositoryHost?: string | undefined;
  /** Name of a Secret of the namespace; '' is none. */
  readonly pullSecret?: string | undefined;
}

/** The same, decided: what the file release.yaml of the settings folder remembers. */
export interface Source {
  readonly chartVersion: string;
  /** '': the address follows from repository and branch. */
  readonly chartRepositoryRoot: string;
  readonly repository: string;
  readonly branch: string;
  readonly imageRepositoryHost: string;
  readonly pullSecret: string;
  /** Whether servers have certificates. */
  readonly tls: boolean;
}

/** Of a checkout, for those who say nothing else. */
export interface Checkout {
  /** The first line of VERSION. */
  readonly version?: string;
  /** `file://` of its released charts. */
  readonly charts?: string;
}

const defaultRepository = 'opst/knitfab';
const defaultBranch = 'main';
const defaultImageHost = 'ghcr.io';

/**
 * What is said wins over what the folder remembers, that over the checkout, and that over the project's own places.
 * @throws CapstanError USAGE for what cannot be used
 */
export function decideSource(
  said: SourceChoices,
  remembered: Source | undefined,
  checkout: Checkout,
  tls: boolean,
): Omit<Source, 'chartVersion'> & { readonly chartVersion: string | undefined } {
  const namesPlace = said.repository !== undefined || said.branch !== undefined;
  const ownRoot = remembered ? remembered.chartRepositoryRoot : (checkout.charts ?? '');
  const decided = {
    chartVersion: said.chartVersion ?? remembered?.chartVersion ?? checkout.version,
    // A repository that is named anew is where its charts are.
    chartRepositoryRoot: said.chartRepositoryRoot ?? (namesPlace && !isSame(said, remembered) ? '' : ownRoot),
    repository: said.repository ?? remembered?.repository ?? defaultRepository,
    branch: said.branch ?? remembered?.branch ?? defaultBranch,
    imageRepositoryHost: said.imageRepositoryHost ?? remembered?.imageRepositoryHost ?? defaultImageHost,
    pullSecret: said.pullSecret ?? remembered?.pullSecret ?? '',
    tls,
  };
  check(decided);
  return decided;
}

function isSame(said: SourceChoices, remembered: Source | undefined): boolean {
  if (!remembered) return false;
  const { repository = remembered.repository, branch = remembered.branch } = said;
  return repository === remembered.repository && branch === remembered.branch;
}

/** The address of the chart repository. */
export function rootOf({ chartRepositoryRoot, repository, branch }: Omit<Source, 'chartVersion'>): string {
  if (chartRepositoryRoot !== '') return chartRepositoryRoot.replace(/\/+$/, '');
  const path = [...repository.split('/'), ...branch.split('/')].map(encodeURIComponent).join('/');
  return `https://raw.githubusercontent.com/${path}/charts/release`;
}

/** What names of images start with, without a slash at the end. */
export function imageRepositoryOf({ imageRepositoryHost, repository }: Source): string {
  return [imageRepositoryHost.replace(/\/+$/, ''), repository].filter((part) => part !== '').join('/');
}

const rules = [
  [
    'repository',
    'REPOSITORY',
    /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/i,
    'write it as OWNER/NAME',
  ],
  ['branch', 'BRANCH', /^[^\s#?]+$/, 'name a branch without blanks, # and ?'],
  [
    'imageRepositoryHost',
    'IMAGE_REPOSITORY_HOST',
    /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?(\/[\w./-]*)?$/i,
    'write it as HOST or HOST:PORT',
  ],
  ['pullSecret', 'PULL_SECRET', /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/, 'name a Secret of the namespace'],
  ['chartRepositoryRoot', 'CHART_REPOSITORY_ROOT', /^((https?|file):\S+)?$/, 'write it as https://… or file:///…'],
] as const;

function check(source: Record<(typeof rules)[number][0], string>): void {
  for (const [key, variable, pattern, hint] of rules) {
    if (!pattern.test(source[key])) {
      throw new CapstanError('USAGE', `${variable} cannot be ${JSON.stringify(hidden(source[key]))}`, { hint });
    }
  }
}

/** What cannot be used may hold a password all the same. */
function hidden(text: string): string {
  return withoutSecrets(text.replace(/:[^/@]*@/, ':xxxxx@'));
}

const heading = [
  '# What --prepare was told, or a later --install: --install goes by it.',
  '# Flags and environment variables of an --install are written here.',
  '',
].join('\n');

export function sourceText(source: Source): string {
  return `${heading}${stringifyYaml(source).trimEnd()}\n`;
}

/** @throws CapstanError SETTINGS_INVALID */
export function parseSource(text: string, file: string): Source {
  const data = readMap(text, file);
  const wanted = ['chartVersion', 'chartRepositoryRoot', 'repository', 'branch', 'imageRepositoryHost', 'pullSecret'];
  const wrong = wanted.filter((key) => typeof data[key] !== 'string');
  if (wrong.length === 0 && typeof data['tls'] === 'boolean') return data as unknown as Source;
  throw new CapstanError('SETTINGS_INVALID', `${file} is not right: ${[...wrong, 'tls'][0]} is missing or no text`, {
    place: { file },
    hint: 'put back what --prepare wrote, or prepare another folder',
  });
}

function readMap(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const data = parseYaml(text, { file });
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  } catch (error) {
    throw new CapstanError('SETTINGS_INVALID', `${file} is no YAML`, { place: { file }, cause: error });
  }
  throw new CapstanError('SETTINGS_INVALID', `${file} is not right: it holds no keys`, { place: { file } });
}
