import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkSchema, coalesceTables } from '../chart/index.ts';
import { fileErrorText } from '../errors/index.ts';
import { fromBytes } from '../template/index.ts';
import { readGoYaml } from '../yaml/index.ts';
import type { LintOptions, Report, Table } from './lint-chart.ts';

/**
 * values.yaml can be read, and with the user's values over it fits the chart's own schema.
 *
 * Helm lays the chart's tables into those of the user here, and the rules that follow see them so: a null below the top
 * level is gone by then.
 */
export function lintValues(dir: string, { values, warn }: LintOptions, report: Report): void {
  const path = resolve(dir, 'values.yaml');
  if (!existsSync(path)) {
    report('info', 'values.yaml', 'file does not exist');
    return;
  }
  let own: Table;
  try {
    own = (readGoYaml(fromBytes(readFileSync(path)), { into: 'map' }) ?? {}) as Table;
  } catch (error) {
    const reason = fileErrorText(error, path).replace(/map\[string\]interface {}$/, 'chartutil.Values');
    report('error', 'values.yaml', `unable to parse YAML: ${reason}`);
    return;
  }
  const coalesced = coalesceTables({ ...values }, own, warn);
  const schema = readSchema(resolve(dir, 'values.schema.json'));
  const complaint = schema === '' ? undefined : checkSchema(coalesced, schema, { warn });
  if (complaint !== undefined) report('error', 'values.yaml', complaint);
}

/** '' when there is none. Helm does not say why one cannot be read, either. */
function readSchema(path: string): string {
  try {
    return fromBytes(readFileSync(path));
  } catch {
    return '';
  }
}
