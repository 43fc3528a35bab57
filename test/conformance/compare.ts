import type { Values } from '../../src/chart/index.ts';
import { type Outcome, renderExpression } from './candidate.ts';
import { values } from './families.ts';
import type { Oracle } from './oracle.ts';
import type { Row } from './table.ts';

export interface Divergence {
  readonly template: string;
  readonly want: Outcome;
  readonly got: Outcome;
}

/** The rows that Capstan renders, or refuses, in other words than Helm. */
export async function divergences(rows: readonly Row[], oracle: Oracle, given: Values): Promise<Divergence[]> {
  const answers = await oracle.askAll(
    rows.map(({ template }) => ({ op: 'expr', text: template, values: values.yaml, set: values.sets })),
  );
  return rows.flatMap(({ template, isRandom }, at) => {
    const want = answers[at]!;
    const got = renderExpression(template, given);
    return isSame(want, got, isRandom) ? [] : [{ template, want, got }];
  });
}

export function isSame(want: Outcome, got: Outcome, isRandom = false): boolean {
  if (want.error !== undefined || got.error !== undefined) return mask(want.error) === mask(got.error);
  return isRandom || mask(want.output) === mask(got.output);
}

/** Go's version is that of the machine that built the oracle; an address differs in each run. */
function mask(text: string | undefined): string | undefined {
  return tooDeep(text)
    ?.replace(/go1\.\d+(?:\.\d+)?/g, 'GO')
    .replace(/0x[0-9a-f]{6,12}/g, 'ADDRESS');
}

/** Includes that never end are refused at the thousandth by Helm, by Capstan where the stack is full: it may be before. */
export function tooDeep(text: string | undefined): string | undefined {
  const isDeep =
    text && /(?:nested reference name: .*|exceeded maximum template depth \(100000\))(?:\n\n.*)?$/.test(text);
  return isDeep && text.length > 10_000 ? `${text.slice(0, 250)} … too deep` : text;
}

export function describe({ template, want, got }: Divergence): string {
  return [template, `  helm:    ${tell(want)}`, `  capstan: ${tell(got)}`].join('\n');
}

export function tell({ output, error }: Outcome): string {
  const text = error === undefined ? JSON.stringify(output) : `error ${JSON.stringify(error)}`;
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
