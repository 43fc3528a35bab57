import { CapstanError } from '../errors/index.ts';

/** Helm's limits of an archive: 100 MiB of files, 5 MiB each. */
export const maxChartBytes = 100 * 1024 * 1024;
export const maxFileBytes = 5 * 1024 * 1024;

/** An archive in an archive in an archive: what Helm does not limit, and what a chart never needs. */
const maxTotalBytes = 4 * maxChartBytes;
const maxCharts = 5000;

/** What one load may cost, subcharts and the archives in archives included. */
export class Budget {
  /** Equal charts and files are looked for, and kept once. */
  readonly sharesEqual: boolean;
  private bytes = 0;
  private charts = 0;

  constructor(sharesEqual = true) {
    this.sharesEqual = sharesEqual;
  }

  /** @throws CapstanError CHART_INVALID */
  addBytes(count: number, place: string): void {
    this.bytes += count;
    if (this.bytes <= maxTotalBytes) return;
    throw new CapstanError(
      'CHART_INVALID',
      `decompressed charts are larger than the maximum of ${maxTotalBytes} bytes`,
      {
        place: { file: place },
      },
    );
  }

  /** @throws CapstanError CHART_INVALID */
  addChart(place: string): void {
    this.charts += 1;
    if (this.charts <= maxCharts && place.split('/charts/').length <= 100) return;
    throw new CapstanError('CHART_INVALID', 'chart holds too many charts, or too deep ones', {
      place: { file: place },
    });
  }
}
