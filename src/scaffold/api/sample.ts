import { isMap, parseDocument } from 'yaml';
import type { Chart } from '../../chart/index.ts';
import type { ApiNames } from '../names.ts';
import { valuesText } from './definition.ts';

/** A resource with all values that the chart has, its comments with them. */
export function sampleText({ group, version, kind, singular }: ApiNames, chart: Chart): string {
  const head = `apiVersion: ${group}/${version}\nkind: ${kind}\nmetadata:\n  name: ${singular}-sample\n`;
  const values = valuesText(chart).replace(/\r\n/g, '\n');
  const document = parseDocument(values, { logLevel: 'silent' });
  if (!isMap(document.contents) || document.contents.items.length === 0) return `${head}spec: {}\n`;
  const { name } = chart.metadata;
  const lines = [`# The values of helm-charts/${name}: what is left out stays as it is there.`, ...bodyOf(values)];
  return `${head}spec:\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

/** Without the marks of a document, and without blank lines at its ends. */
function bodyOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^(---|\.\.\.)\s*$/.test(line) && !/^%/.test(line));
  return lines
    .join('\n')
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
}
