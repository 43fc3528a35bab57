import { readFile } from 'node:fs/promises';
import { locateChart } from '../repository/index.ts';
import type { ChartFlags } from './chart-flags.ts';
import { chartSource } from './chart-source.ts';
import { type HelmFlags, readHelmSettings } from './helm-settings.ts';

/** The archive of a chart that is not on this disk; `name` is what messages call it. @throws CapstanError in Helm's words */
export async function fetchChart(
  reference: string,
  flags: ChartFlags & HelmFlags,
  signal?: AbortSignal,
): Promise<{ readonly bytes: Buffer; readonly name: string }> {
  const path = await locateChart(reference, chartSource(flags), readHelmSettings(flags), signal);
  return { bytes: await readFile(path), name: path };
}
