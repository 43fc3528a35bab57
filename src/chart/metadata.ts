import { posix } from 'node:path';
import { CapstanError } from '../errors/index.ts';
import { parseYaml } from '../yaml/index.ts';
import type { ChartMetadata } from './chart.ts';

/**
 * Chart.yaml, checked as Helm checks it.
 * @throws CapstanError CHART_INVALID, with Helm's words for what is wrong.
 */
export function readMetadata(text: string, file: string): ChartMetadata {
  const metadata = parseYaml(text, { file });
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) {
    throw new CapstanError('CHART_INVALID', `${file} is not a table of values`, { place: { file, text } });
  }
  const checked = withTexts(metadata as Record<string, unknown>);
  const problem = problemOf(checked);
  if (problem) {
    throw new CapstanError('CHART_INVALID', `validation: ${problem}`, {
      place: { file, text, ...placeOfKey(text, problem) },
      hint: 'Chart.yaml needs at least apiVersion: v2, name and version',
    });
  }
  return checked as unknown as ChartMetadata;
}

/** The fields Helm reads as text whatever YAML makes of them: `appVersion: 1.10` is "1.1" there as here. */
const textFields = [
  'apiVersion',
  'name',
  'version',
  'appVersion',
  'description',
  'kubeVersion',
  'type',
  'home',
  'icon',
];

function withTexts(metadata: Record<string, unknown>): Record<string, unknown> {
  const texts = textFields
    .filter((field) => ['number', 'boolean'].includes(typeof metadata[field]))
    .map((field) => [field, String(metadata[field])]);
  return Object.freeze({ ...metadata, ...Object.fromEntries(texts) });
}

function problemOf(metadata: Record<string, unknown>): string | undefined {
  const { apiVersion, name, version, type, dependencies } = metadata;
  if (!isText(apiVersion)) return 'chart.metadata.apiVersion is required';
  if (apiVersion !== 'v1' && apiVersion !== 'v2')
    return `chart.metadata.apiVersion "${apiVersion}" is not supported, use v2`;
  if (!isText(name)) return 'chart.metadata.name is required';
  if (name === '.' || name === '..') return `chart.metadata.name "${name}" is not allowed`;
  if (name !== posix.basename(name)) return `chart.metadata.name "${name}" is invalid`;
  if (!isText(version)) return 'chart.metadata.version is required';
  if (!looseVersion.test(version)) return `chart.metadata.version "${version}" is invalid`;
  if (type !== undefined && !['', 'application', 'library'].includes(String(type))) {
    return 'chart.metadata.type must be application or library';
  }
  return dependencyProblem(dependencies);
}

/** Masterminds' semver.NewVersion: a leading v, and minor and patch, may be missing. */
const looseVersion =
  /^v?(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){0,2}(?:-(?:[0-9A-Za-z-]+)(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function dependencyProblem(dependencies: unknown): string | undefined {
  if (dependencies === undefined || dependencies === null) return undefined;
  if (!Array.isArray(dependencies)) return 'chart.metadata.dependencies must be a list';
  const seen = new Set<string>();
  for (const dependency of dependencies) {
    const { name, alias, ...others } = (dependency ?? {}) as Record<string, unknown>;
    if (!isText(name)) return 'dependencies must have a name';
    if (alias !== undefined && !/^[a-zA-Z0-9_-]+$/.test(String(alias)))
      return `dependency "${name}" has disallowed characters in the alias`;
    if (others['import-values'] !== undefined)
      return `dependency "${name}" has import-values, which this version does not read`;
    const key = isText(alias) ? alias : name;
    if (seen.has(key)) return `more than one dependency with name or alias "${key}"`;
    seen.add(key);
  }
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function placeOfKey(text: string, problem: string): { line?: number; column?: number } {
  const key = /^chart\.metadata\.(\w+) "/.exec(problem)?.[1];
  const index = key === undefined ? -1 : text.split('\n').findIndex((line) => line.startsWith(`${key}:`));
  return index < 0 ? {} : { line: index + 1, column: 1 };
}
