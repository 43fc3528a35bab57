import { readFileSync } from 'node:fs';
import { driftDetectionTable, driftRule, driftTarget } from '../../src/operator/watches/drift-option.ts';
import { entryTable } from '../../src/operator/watches/entry.ts';
import {
  generatedCertificate,
  generatedHtpasswd,
  generatedKey,
  generateItem,
} from '../../src/operator/watches/generate-option.ts';
import { watchesSchema } from '../../src/operator/watches/index.ts';
import type { Declaration, Declarations } from '../../src/operator/watches/kind.ts';
import { remediationTable } from '../../src/operator/watches/remediation-option.ts';
import {
  dependsOnItem,
  inputsItem,
  removeAfterItem,
  valuesFromItem,
} from '../../src/operator/watches/source-options.ts';
import { statusSummaryTable } from '../../src/operator/watches/wait-option.ts';
import { code, table } from './markdown.ts';

/** By the name that the page's marks have for them. */
const tables: Readonly<Record<string, { readonly declarations: Declarations }>> = {
  entry: entryTable,
  valuesFrom: valuesFromItem,
  inputs: inputsItem,
  dependsOn: dependsOnItem,
  removeAfter: removeAfterItem,
  generate: generateItem,
  'generate.keys': generatedKey,
  'generate.keys.htpasswd': generatedHtpasswd,
  'generate.certificate': generatedCertificate,
  driftDetection: driftDetectionTable,
  'driftDetection.ignore': driftRule,
  'driftDetection.ignore.target': driftTarget,
  remediation: remediationTable,
  statusSummary: statusSummaryTable,
};

/**
 * docs/reference/watches.md: prose by hand, tables of fields between marks from the declarations.
 * @throws Error when a mark names no table, or a table has no mark
 */
export function printWatches(page = readFileSync('docs/reference/watches.md', 'utf8')): string {
  const left = new Set(Object.keys(tables));
  const printed = page.replaceAll(mark, (_, name: string) => {
    const found = tables[name];
    if (!found) throw new Error(`docs/reference/watches.md: there is no table "${name}"`);
    left.delete(name);
    return `<!-- fields: ${name} -->\n\n${printFields(found.declarations)}\n\n<!-- end -->`;
  });
  if (left.size > 0) throw new Error(`docs/reference/watches.md: not there: ${[...left].join(', ')}`);
  return printed;
}

/** docs/reference/watches.schema.json */
export function printWatchesSchema(): string {
  return `${JSON.stringify(watchesSchema(), undefined, 2)}\n`;
}

const mark = /<!-- fields: (\S+) -->.*?<!-- end -->/gs;

function printFields(declarations: Declarations): string {
  const rows = Object.entries<Declaration<unknown>>(declarations).map(([name, { fallbackText, doc }]) => [
    code(name),
    fallbackText,
    doc,
  ]);
  return table(['Field', 'Default', 'What it does'], rows);
}
