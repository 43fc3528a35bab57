import { stripVTControlCharacters } from 'node:util';

/**
 * Rows as Helm prints them: columns as wide as their widest cell, a tab between them, what is longer than `maxWidth`
 * (0: nothing is) cut off with dots.
 */
export function formatTable(rows: readonly (readonly string[])[], maxWidth: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      const width = maxWidth === 0 ? widthOf(cell) : Math.min(widthOf(cell), maxWidth);
      widths[column] = Math.max(widths[column] ?? 0, width);
    });
  }
  return rows.map((row) => row.map((cell, column) => fit(cell, widths[column] ?? 0)).join('\t')).join('\n');
}

function fit(cell: string, width: number): string {
  const own = widthOf(cell);
  if (own <= width || width === 0) return cell + ' '.repeat(Math.max(0, width - own));
  let cut = '';
  let used = 0;
  for (const character of cell) {
    cut += character;
    if (used + characterWidth(character) >= width - 3) break;
    used += characterWidth(character);
  }
  return `${cut}...`;
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((sum, character) => sum + characterWidth(character), 0);
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

function characterWidth(character: string): number {
  if (/[\p{M}\p{Cc}\p{Cf}]/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
