import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type DraftMetadata, type Maintainer, readMetadata } from '../chart/index.ts';
import { fileErrorText } from '../errors/index.ts';
import { parseConstraint, parseVersion, SemverError, type Version } from '../semver/index.ts';
import { fromBytes, quote } from '../template/index.ts';
import { readGoYaml } from '../yaml/index.ts';
import type { Report } from './lint-chart.ts';
import { isEmail, isRequestUrl, isUrl } from './urls.ts';

const file = 'Chart.yaml';

/** Chart.yaml: what is required is there and of its type. */
export function lintChartFile(dir: string, report: Report): void {
  const path = resolve(dir, file);
  if (statSync(path).isDirectory()) report('error', file, 'should be a file, not a directory');
  let chartFile: ChartFile;
  try {
    const text = fromBytes(readFileSync(path));
    chartFile = { metadata: readMetadata(text), data: (readGoYaml(text) ?? {}) as Readonly<Record<string, unknown>> };
  } catch (error) {
    report('error', file, `unable to parse YAML\n\t${fileErrorText(error, path)}`);
    return;
  }
  for (const rule of rules) {
    const message = rule(chartFile.metadata, chartFile.data);
    if (message !== undefined) report(rule === checkIconPresence ? 'info' : 'error', file, message);
  }
}

interface ChartFile {
  readonly metadata: DraftMetadata;
  /** As it stands there, where the metadata has texts already. */
  readonly data: Readonly<Record<string, unknown>>;
}

type Rule = (metadata: DraftMetadata, data: ChartFile['data']) => string | undefined;

const rules: readonly Rule[] = [
  checkName,
  checkApiVersion,
  (_, data) => checkText(data, 'version'),
  checkVersion,
  (_, data) => checkText(data, 'appVersion'),
  checkMaintainers,
  checkSources,
  checkIconPresence,
  checkIconUrl,
  checkType,
  checkDependencies,
];

function checkName({ name }: DraftMetadata): string | undefined {
  if (!name) return 'name is required';
  return name === '/' || basename(name) === name ? undefined : `chart name ${quote(name)} is invalid`;
}

function checkApiVersion({ apiVersion }: DraftMetadata): string | undefined {
  const rule = 'The value must be either "v1" or "v2"';
  if (!apiVersion) return `apiVersion is required. ${rule}`;
  return apiVersion === 'v1' || apiVersion === 'v2' ? undefined : `apiVersion '${apiVersion}' is not valid. ${rule}`;
}

function checkText(data: ChartFile['data'], key: string): string | undefined {
  const value = data[key];
  if (!Object.hasOwn(data, key) || typeof value === 'string') return undefined;
  return `${key} should be of type string but it's of type ${goTypeOf(value)}`;
}

function goTypeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return 'float64';
  return typeof value === 'boolean' ? 'bool' : 'map[string]interface {}';
}

function checkVersion({ version }: DraftMetadata): string | undefined {
  if (!version) return 'version is required';
  const parsed = read(version);
  if (!parsed) return `version '${version}' is not a valid SemVer`;
  const [problem] = isPositive.reasons(parsed);
  return problem === undefined ? undefined : `version ${problem}`;
}

const isPositive = parseConstraint('>0.0.0-0');

function read(version: string): Version | undefined {
  try {
    return parseVersion(version);
  } catch (error) {
    if (error instanceof SemverError) return undefined;
    throw error;
  }
}

function checkMaintainers({ maintainers = [] }: DraftMetadata): string | undefined {
  for (const maintainer of maintainers as readonly (Maintainer | null)[]) {
    if (!maintainer) return 'a maintainer entry is empty';
    const { name, email, url } = maintainer;
    if (!name) return 'each maintainer requires a name';
    if (email && !isEmail(email)) return `invalid email '${email}' for maintainer '${name}'`;
    if (url && !isUrl(url)) return `invalid url '${url}' for maintainer '${name}'`;
  }
  return undefined;
}

function checkSources({ sources = [] }: DraftMetadata): string | undefined {
  const wrong = sources.find((source) => !isRequestUrl(source));
  return wrong === undefined ? undefined : `invalid source URL '${wrong}'`;
}

function checkIconPresence({ icon }: DraftMetadata): string | undefined {
  return icon ? undefined : 'icon is recommended';
}

function checkIconUrl({ icon }: DraftMetadata): string | undefined {
  return !icon || isRequestUrl(icon) ? undefined : `invalid icon URL '${icon}'`;
}

function checkType({ type, apiVersion }: DraftMetadata): string | undefined {
  if (!type || apiVersion === 'v2') return undefined;
  return `chart type is not valid in apiVersion '${apiVersion ?? ''}'. It is valid in apiVersion 'v2'`;
}

function checkDependencies({ dependencies = [], apiVersion }: DraftMetadata): string | undefined {
  if (dependencies.length === 0 || apiVersion === 'v2') return undefined;
  return `dependencies are not valid in the Chart file with apiVersion '${apiVersion ?? ''}'. They are valid in apiVersion 'v2'`;
}
