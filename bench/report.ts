/** One line of a report. `atMost`: what we promise; it is shown beside the figure and decides nothing. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly note?: string;
}

export function formatFigures(title: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, atMost, note }) => {
    const promised = atMost === undefined ? '' : `${value <= atMost ? 'within' : 'ABOVE'} ${atMost} ${unit}`.trim();
    return [name, `${format(value)} ${unit}`.trim(), promised, note ?? ''];
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

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}
