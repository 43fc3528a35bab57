/** One line of a report. `atMost`, `atLeast`: what we promise; it is shown beside the figure and decides nothing. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly note?: string;
}

export function formatFigures(title: string, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, note } = figure;
    return [name, `${format(value)} ${unit}`.trim(), promiseOf(figure), note ?? ''];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function promiseOf({ value, unit, atMost, atLeast }: Figure): string {
  if (atMost !== undefined) return `${value <= atMost ? 'within' : 'ABOVE'} ${atMost} ${unit}`.trim();
  if (atLeast !== undefined) return `${value >= atLeast ? 'at least' : 'BELOW'} ${atLeast} ${unit}`.trim();
  return '';
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}
