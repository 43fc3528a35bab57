import type { ChartSource } from '../repository/index.ts';
import type { ChartFlags } from './chart-flags.ts';

/** --devel only counts where no version is asked for. */
export function chartSource(flags: ChartFlags): ChartSource {
  const { version = '', devel, keyring: _, ...others } = flags;
  return { ...others, version: version === '' && devel ? '>0.0.0-0' : version };
}
