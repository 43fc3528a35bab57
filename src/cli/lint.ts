import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { unpackArchive } from '../chart/index.ts';
import { CapstanError, messageOf } from '../errors/index.ts';
import { type Finding, formatFinding, type LintOptions, lintChart } from '../lint/index.ts';
import { localCapabilities } from '../render/index.ts';
import { warn } from './print.ts';
import { addValuesFlags, readValuesFlags, type ValuesFlags } from './values-flags.ts';

interface LintFlags extends ValuesFlags {
  readonly strict: boolean;
  readonly withSubcharts: boolean;
  readonly quiet: boolean;
  readonly skipSchemaValidation: boolean;
  readonly kubeVersion?: string;
  readonly namespace: string;
  readonly output: string;
}

/** `capstan lint`: what is wrong with a chart, in the words and with the exit code of `helm lint`. */
export function lintCommand(): Command {
  const command = new Command('lint')
    .argument('[path...]', 'chart directories or packed charts; this directory when left out')
    .option('--strict', 'fail on warnings too', false)
    .option('--with-subcharts', 'the charts below charts/ as well', false)
    .option('--quiet', 'only warnings and errors', false)
    .option('--skip-schema-validation', 'do not hold the values against values.schema.json', false)
    .option('--kube-version <version>', 'the Kubernetes whose deprecations count')
    .option('-n, --namespace <namespace>', 'Release.Namespace', process.env['HELM_NAMESPACE'] || 'default')
    .option('-o, --output <format>', 'text or json', 'text')
    .option('--debug', 'say where an error stands', false)
    .action((paths: readonly string[], flags: LintFlags) => lint(paths.length === 0 ? ['.'] : paths, flags));
  return addValuesFlags(command);
}

/** What linting one path came to; `failure` when it could not even be looked at. */
interface Result {
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly failure?: string;
}

async function lint(named: readonly string[], flags: LintFlags): Promise<void> {
  const options: LintOptions = {
    capabilities: localCapabilities({ kubeVersion: flags.kubeVersion }),
    // one and the same for all charts, which change it, as in Helm
    values: structuredClone(await readValuesFlags(flags)),
    namespace: flags.namespace,
    skipSchemaValidation: flags.skipSchemaValidation,
    warn,
  };
  const paths = flags.withSubcharts ? [...named, ...(await Promise.all(named.map(subchartsOf))).flat()] : named;
  const results: Result[] = [];
  for (const path of paths) results.push(await lintPath(path, options));
  const failed = results.filter((result) => isFailed(result, flags.strict)).length;
  const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`;
  if (flags.output === 'json') {
    process.stdout.write(`${JSON.stringify({ charts: results, linted: paths.length, failed })}\n`);
  } else {
    const shown = results.filter((result) => !flags.quiet || isTelling(result));
    process.stdout.write(shown.map((result) => formatResult(result, flags.quiet)).join(''));
    if (failed === 0 && (!flags.quiet || shown.length > 0)) process.stdout.write(`${summary}\n`);
  }
  if (failed > 0) throw new CapstanError('CHART_INVALID', summary);
}

async function subchartsOf(path: string): Promise<string[]> {
  const charts = join(path, 'charts');
  const files = await readdir(charts, { recursive: true }).catch(() => []);
  return files
    .toSorted(compareAsWalked)
    .filter((file) => /(?:^|\/)Chart\.yaml$|\.tgz$|\.tar\.gz$/.test(file))
    .map((file) => join(charts, file.replace(/(?:^|\/)Chart\.yaml$/, '')));
}

/** What is in a folder comes where the folder's name comes. */
function compareAsWalked(a: string, b: string): number {
  const [left, right] = [a.replaceAll('/', '\0'), b.replaceAll('/', '\0')];
  return left < right ? -1 : left > right ? 1 : 0;
}

async function lintPath(path: string, options: LintOptions): Promise<Result> {
  const isPacked = /\.tgz$|\.tar\.gz$/.test(path);
  const folder = isPacked ? await mkdtemp(join(tmpdir(), 'capstan-lint-')) : undefined;
  try {
    const dir = folder === undefined ? path : await unpack(path, folder);
    return { path, findings: await lintChart(dir, options) };
  } catch (error) {
    return { path, findings: [], failure: messageOf(error) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(archive: string, folder: string): Promise<string> {
  await access(archive).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' ? 'permission denied' : 'no such file or directory';
    throw new CapstanError('CHART_INVALID', `unable to open tarball: open ${archive}: ${reason}`);
  });
  return unpackArchive(archive, folder).catch((error: unknown) => {
    throw new CapstanError('CHART_INVALID', `unable to extract tarball: ${messageOf(error)}`);
  });
}

function isFailed({ findings, failure }: Result, isStrict: boolean): boolean {
  return (
    failure !== undefined ||
    findings.some(({ severity }) => severity === 'error' || (isStrict && severity === 'warning'))
  );
}

function isTelling({ findings, failure }: Result): boolean {
  return failure !== undefined || findings.some(({ severity }) => severity !== 'info');
}

function formatResult({ path, findings, failure }: Result, isQuiet: boolean): string {
  const shown = findings.filter(({ severity }) => !isQuiet || severity !== 'info').map(formatFinding);
  const lines = failure === undefined || findings.length > 0 ? shown : [`Error ${failure}`];
  return [`==> Linting ${path}`, ...lines, '', ''].join('\n');
}
