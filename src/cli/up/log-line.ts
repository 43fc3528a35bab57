import { styleText } from 'node:util';

const styles = { debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;

/** One JSON line of the operator's log as a person reads it: `12:30:01 info  Installed release  name=example4`. */
export function formatLogLine(line: string, options: { readonly color: boolean }): string {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  // The stack is in the raw log; here it would bury the line.
  const { level, ts, msg, logger: _logger, stacktrace: _stack, ...fields } = entry;
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const rest = Object.entries(fields).map(([name, value]) => paint('dim', `${name}=${formatValue(value)}`));
  const label = paint(styles[level as keyof typeof styles] ?? 'green', String(level).padEnd(5));
  return [`${timeOf(ts)} ${label} ${msg}`, ...rest].join('  ');
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isEntry = typeof value === 'object' && value !== null && 'msg' in value && 'level' in value;
    return isEntry ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // not written by the logger: shown as it is
  }
}

/** Local time, as on the watch of whoever reads it. */
function timeOf(ts: unknown): string {
  const date = new Date(String(ts));
  return Number.isNaN(date.getTime()) ? '' : date.toTimeString().slice(0, 8);
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) || typeof value !== 'string' ? text : JSON.stringify(text);
}
