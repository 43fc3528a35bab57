/** One series selector of an expression: `up{job="x"}` is up with the matcher job = x. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly op: string; readonly value: string }[];
}

type Kind = 'scalar' | 'vector' | 'range';

const aggregations = ['sum', 'avg', 'min', 'max', 'count', 'stddev', 'quantile', 'topk', 'bottomk', 'group'];
const withParameter = ['quantile', 'topk', 'bottomk'];
/** Of Prometheus 2.22: what each function takes and gives. */
const functions: Readonly<Record<string, readonly [...takes: Kind[], gives: Kind]>> = {
  abs: ['vector', 'vector'],
  absent: ['vector', 'vector'],
  avg_over_time: ['range', 'vector'],
  ceil: ['vector', 'vector'],
  changes: ['range', 'vector'],
  clamp_max: ['vector', 'scalar', 'vector'],
  clamp_min: ['vector', 'scalar', 'vector'],
  count_over_time: ['range', 'vector'],
  delta: ['range', 'vector'],
  deriv: ['range', 'vector'],
  histogram_quantile: ['scalar', 'vector', 'vector'],
  increase: ['range', 'vector'],
  irate: ['range', 'vector'],
  max_over_time: ['range', 'vector'],
  min_over_time: ['range', 'vector'],
  predict_linear: ['range', 'scalar', 'vector'],
  quantile_over_time: ['scalar', 'range', 'vector'],
  rate: ['range', 'vector'],
  resets: ['range', 'vector'],
  scalar: ['vector', 'scalar'],
  sum_over_time: ['range', 'vector'],
  time: ['scalar'],
  timestamp: ['vector', 'vector'],
  vector: ['scalar', 'vector'],
};
const levels = [['or'], ['and', 'unless'], ['==', '!=', '<=', '<', '>=', '>'], ['+', '-'], ['*', '/', '%'], ['^']];
const token =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*"|'[^']*')|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w:])|0x[0-9a-f]+)|(?<duration>(?:\d+(?:ms|[smhdwy]))+)|(?<name>[A-Za-z_:][\w:]*)|(?<sign>=~|!~|==|!=|<=|>=|[-+*/%^<>=(){}[\],]))/y;

/**
 * The selectors of a PromQL expression, read as Prometheus 2.22 does: syntax, functions and what they take.
 *
 * @throws Error for what Prometheus would refuse
 */
export function readPromql(expression: string): readonly Selector[] {
  const tokens = tokensOf(expression);
  const selectors: Selector[] = [];
  let at = 0;

  const peek = () => tokens[at] ?? '';
  const take = () => tokens[at++] ?? '';
  const expect = (...wanted: readonly string[]) => {
    if (!wanted.includes(peek()))
      throw new Error(`${wanted.join(' or ')} instead of ${peek() || 'the end'} in ${expression}`);
    return take();
  };
  const be = (kind: Kind, ...wanted: readonly Kind[]) => {
    if (!wanted.includes(kind)) throw new Error(`a ${kind} where a ${wanted.join(' or ')} belongs in ${expression}`);
  };

  function names(): void {
    expect('(');
    while (peek() !== ')') {
      if (!/^[A-Za-z_]\w*$/.test(take())) throw new Error(`a list of labels in ${expression}`);
      if (peek() !== ')') expect(',');
    }
    expect(')');
  }

  function binary(level: number): Kind {
    const operators = levels[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    while (operators.includes(peek())) {
      const operator = take();
      const isComparison = levels[2]?.includes(operator) ?? false;
      const isBool = peek() === 'bool' && isComparison;
      if (isBool) take();
      if (['on', 'ignoring'].includes(peek())) {
        take();
        names();
        if (['group_left', 'group_right'].includes(peek())) {
          take();
          if (peek() === '(') names();
        }
      }
      const right = binary(level + 1);
      be(left, 'vector', 'scalar');
      be(right, 'vector', 'scalar');
      if (level < 2) for (const side of [left, right]) be(side, 'vector');
      if (isComparison && left === 'scalar' && right === 'scalar' && !isBool)
        throw new Error(`bool is missing in ${expression}`);
      left = left === 'vector' || right === 'vector' ? 'vector' : 'scalar';
    }
    return left;
  }

  function unary(): Kind {
    if (['-', '+'].includes(peek())) {
      take();
      return unary();
    }
    const kind = primary();
    if (peek() !== 'offset') return kind;
    take();
    if (!/^\d+[smhdwy]/.test(take())) throw new Error(`an offset in ${expression}`);
    return kind;
  }

  function primary(): Kind {
    const first = take();
    if (/^(\d+(\.\d+)?(e[+-]?\d+)?|0x[0-9a-f]+)$/.test(first)) return 'scalar';
    if (first === '(') {
      const kind = binary(0);
      expect(')');
      return kind;
    }
    if (aggregations.includes(first) && ['(', 'by', 'without'].includes(peek())) return aggregation(first);
    const signature = functions[first];
    if (signature && peek() === '(') return call(signature);
    if (!/^[A-Za-z_:]/.test(first) && first !== '{') throw new Error(`${first || 'the end'} in ${expression}`);
    return selector(first);
  }

  function aggregation(name: string): Kind {
    const group = () => {
      if (!['by', 'without'].includes(peek())) return;
      take();
      names();
    };
    group();
    expect('(');
    if (withParameter.includes(name)) {
      be(binary(0), 'scalar');
      expect(',');
    }
    be(binary(0), 'vector');
    expect(')');
    group();
    return 'vector';
  }

  function call(signature: readonly Kind[]): Kind {
    expect('(');
    signature.slice(0, -1).forEach((kind, i) => {
      if (i > 0) expect(',');
      be(binary(0), kind);
    });
    expect(')');
    return signature.at(-1) as Kind;
  }

  function selector(first: string): Kind {
    const matchers: { label: string; op: string; value: string }[] = [];
    if (first === '{') at -= 1;
    if (peek() === '{') {
      take();
      while (peek() !== '}') {
        const label = take();
        const op = expect('=', '!=', '=~', '!~');
        const value = take();
        if (!/^["']/.test(value)) throw new Error(`${label} is compared with ${value} in ${expression}`);
        matchers.push({ label, op, value: value.slice(1, -1) });
        if (peek() !== '}') expect(',');
      }
      take();
    }
    selectors.push({ metric: first === '{' ? '' : first, matchers });
    if (peek() !== '[') return 'vector';
    take();
    if (!/^\d+(ms|[smhdwy])/.test(take())) throw new Error(`a range in ${expression}`);
    expect(']');
    return 'range';
  }

  be(binary(0), 'vector', 'scalar');
  if (at < tokens.length) throw new Error(`${peek()} is left over in ${expression}`);
  return selectors;
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.trimEnd().length) {
    const from = token.lastIndex;
    const match = token.exec(expression);
    if (match === null) throw new Error(`${expression.slice(from)} in ${expression}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}
