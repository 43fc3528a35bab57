import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { activeChart, type Chart, coalesce, loadChart, validateValues } from '../chart/index.ts';
import { isCapstanError, messageOf } from '../errors/index.ts';
import { renderTemplates } from '../render/index.ts';
import { fromBytes, trimSpace } from '../template/index.ts';
import { lintDocuments } from './documents.ts';
import type { LintOptions, Report } from './lint-chart.ts';

const folder = 'templates/';

/** All templates render, and what they render is what Kubernetes takes. */
export async function lintTemplates(
  dir: string,
  options: LintOptions,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const path = resolve(dir, folder);
  if (existsSync(path) && !statSync(path).isDirectory()) {
    report('warning', folder, 'not a directory');
    return;
  }
  try {
    const chart = await loadChart(resolve(dir), signal);
    for (const line of chart.warnings) options.warn(line);
    const rendered = render(chart, options);
    if (rendered) lintFiles(chart, rendered, options, report);
  } catch (error) {
    report('error', folder, messageOf(error));
  }
}

/** By file; undefined when the user's values do not go with the chart's, of which Helm's linter says nothing. */
function render(whole: Chart, options: LintOptions): ReadonlyMap<string, string> | undefined {
  const { values, namespace, capabilities, skipSchemaValidation, warn } = options;
  const coalesced = attempt(() => {
    const chart = activeChart(whole, values, warn);
    return { chart, values: coalesce(chart, values, warn) };
  });
  if (!coalesced) return undefined;
  const { chart } = coalesced;
  // a second time, as Helm's linter does: what a null had removed is there again
  const final = coalesce(chart, coalesced.values, warn);
  if (!skipSchemaValidation) validateValues(chart, final);
  const files = renderTemplates({
    chart,
    values: final,
    capabilities,
    release: { name: 'test-release', namespace, revision: 0, isInstall: false, isUpgrade: false },
    tolerate: warn,
  });
  return new Map(files.map(({ name, text }) => [name, text]));
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isCapstanError(error, 'VALUES_INVALID')) return undefined;
    throw error;
  }
}

function lintFiles(chart: Chart, rendered: ReadonlyMap<string, string>, options: LintOptions, report: Report): void {
  for (const { path, data } of chart.templates) {
    const source = fromBytes(data);
    const extension = extensionOf(path.replace(/\.eta$/, ''));
    if (!['.yaml', '.yml', '.tpl', '.txt'].includes(extension)) {
      report('error', path, `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`);
    }
    if (/"?helm\.sh\/hook"?:[\t\n\f\r ]+crd-install/.test(source)) {
      report(
        'warning',
        path,
        'manifest is a crd-install hook. This hook is no longer supported in v3 and all CRDs should also exist the crds/ directory at the top level of the chart',
      );
    }
    if (source.includes('.Release.Time')) {
      report(
        'error',
        path,
        '.Release.Time has been removed in v3, please replace with the `now` function in your templates',
      );
    }
    const text = rendered.get(`${chart.metadata.name}/${path}`) ?? '';
    if (extension !== '.yaml' || trimSpace(text) === '') continue;
    const isReadable = lintDocuments(path, text, options.capabilities.kubeVersion, report);
    // as Helm: what follows a file that is no YAML is not looked at
    if (!isReadable) return;
  }
}

/** What stands behind the last dot of a file's name, with the dot, hidden files not excepted. */
function extensionOf(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? '';
}
