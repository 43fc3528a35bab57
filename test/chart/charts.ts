import { join } from 'node:path';
import { bareChart, type Chart, type ChartMetadata, loadChart, type Values } from '../../src/chart/index.ts';
import { type CapstanError, isCapstanError } from '../../src/errors/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

export const chartFile = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`;

const folder = scratchFolder();
let written = 0;

/** Writes a chart's files into a new folder. Chart.yaml is made up where it is not given. */
export function writeChart(files: Readonly<Record<string, string>>, name = 'demo'): string {
  written += 1;
  const dir = join(folder, String(written), name);
  for (const [path, text] of Object.entries({ 'Chart.yaml': chartFile(name), ...files }))
    writeText(join(dir, path), text);
  return dir;
}

export function loadFiles(files: Readonly<Record<string, string>>, name = 'demo'): Promise<Chart> {
  return loadChart(writeChart(files, name));
}

/** A chart that was never a folder. */
export function makeChart(
  parts: Partial<Omit<Chart, 'metadata'>> & { name?: string; metadata?: Partial<ChartMetadata> } = {},
): Chart {
  const { name = 'top', metadata, ...rest } = parts;
  return { ...bareChart({ apiVersion: 'v2', name, version: '0.1.0', ...metadata }), ...rest };
}

export const withValues = (values: Values, dependencies: readonly Chart[] = [], name = 'top') =>
  makeChart({ name, values, dependencies });

export async function failureOf(action: () => unknown): Promise<CapstanError> {
  try {
    await action();
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
