export const generated = '<!-- Printed by `npm run docs`. Change the code it is made from, not this page. -->';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Paragraphs with an empty line between them; empty ones are left out. */
export function page(...paragraphs: readonly string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

export function block(text: string): string {
  return text === '' ? '' : ['```', text, '```'].join('\n');
}

function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll('<', '&lt;')
    .replaceAll(/`[^`]*`/g, restore);
}

/** Within back quotes nothing but the bar needs escaping. */
function restore(span: string): string {
  return span.replaceAll('&lt;', '<');
}
