import { stripVTControlCharacters } from 'node:util';

export interface Totals {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}

/** What is known of a file after its process ended. */
export interface Evidence {
  readonly source: string;
  readonly output: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** Its tests need more of a machine than Node: they may be skipped, if it is said why. */
  readonly maySkip?: boolean;
}

export interface Verdict {
  readonly passed: number;
  /** 0 when, and only when, there is no reason to doubt the file. */
  readonly failed: number;
  /** Tests that this machine cannot run, and `skipWord` says why. */
  readonly skipped: number;
  readonly skipWord?: string;
  /** Why the file is not good, one thing each. */
  readonly reasons: readonly string[];
}

export function judge(evidence: Evidence): Verdict {
  const totals = readTotals(evidence.output);
  const skipWord = skipWordOf(evidence);
  const isSkip = skipWord !== undefined && totals !== undefined && totals.skipped > 0;
  const reasons = [...sourceFaults(evidence.source), ...endFaults(evidence), ...totalFaults(totals, isSkip)];
  const passed = totals?.passed ?? 0;
  const missing = totals === undefined ? 0 : totals.total - totals.passed + (isSkip ? 0 : totals.skipped);
  const failed = reasons.length === 0 ? 0 : Math.max(1, missing);
  return { passed, failed, reasons, skipped: isSkip ? totals.skipped : 0, ...(isSkip ? { skipWord } : {}) };
}

/** The reason that a file gives on a line of its own. */
function skipWordOf({ maySkip, output }: Evidence): string | undefined {
  return maySkip ? /^skipped: (\S.*)$/m.exec(stripVTControlCharacters(output))?.[1] : undefined;
}

/** Adds up the summaries that uvu printed; undefined when there is none. */
export function readTotals(output: string): Totals | undefined {
  const text = stripVTControlCharacters(output);
  const sum = (label: string) =>
    [...text.matchAll(new RegExp(`^ {2}${label}: +(\\d+)$`, 'gm'))].map((match) => Number(match[1]));
  const [total, passed, skipped] = [sum('Total'), sum('Passed'), sum('Skipped')];
  if (total.length === 0 || total.length !== passed.length || total.length !== skipped.length) return undefined;
  const add = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return { total: add(total), passed: add(passed), skipped: add(skipped) };
}

/** Looks at the starts of lines, where statements stand: words in strings and comments do not count. */
function sourceFaults(source: string): string[] {
  const suites = [...source.matchAll(/^\s*(?:const|let) (\w+) = suite(?:<.*?>)?\(/gm)].map(
    (match) => match[1] as string,
  );
  const idle = suites.filter((name) => !new RegExp(`^\\s*${name}\\.run\\(`, 'm').test(source));
  const narrowed = [...suites, 'test'].filter((name) => new RegExp(`^\\s*${name}\\.only\\(`, 'm').test(source));
  return [
    ...idle.map((name) => `the suite ${name} is never run: ${name}.run() is missing`),
    ...narrowed.map((name) => `${name}.only hides the other tests`),
  ];
}

function endFaults({ code, signal, timedOut }: Evidence): string[] {
  if (timedOut) return ['it took too long and was ended'];
  if (signal !== null) return [`it was ended by ${signal}`];
  return code === 0 ? [] : [`exit code ${code}`];
}

function totalFaults(totals: Totals | undefined, isSkip: boolean): string[] {
  if (totals === undefined) return ['it printed no totals'];
  const { total, passed, skipped } = totals;
  return [
    ...(total === 0 && !isSkip ? ['it has no tests'] : []),
    ...(passed === total ? [] : [`${total - passed} of ${total} tests did not pass`]),
    ...(skipped === 0 || isSkip ? [] : [`${skipped} skipped`]),
  ];
}
