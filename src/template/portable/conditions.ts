import type { Expression, LogicalExpression } from 'acorn';
import { bare, type Context } from './context.ts';
import type { Value } from './value.ts';

/** What `if` of a Go template can be given. */
export interface Condition {
  readonly go: string;
  /** Whether it is a boolean, and not merely read as one. */
  readonly isBoolean: boolean;
}

/** Whether JavaScript takes what the code gives for true. */
export function conditionOf(context: Context, node: Expression): Condition {
  if (node.type === 'UnaryExpression' && node.operator === '!') return not(conditionOf(context, node.argument));
  if (node.type === 'LogicalExpression' && node.operator !== '??') return logical(context, node);
  return truthOf(context, context.evaluateLoose(node));
}

/** Empty lists and tables are true in JavaScript, unlike in Go; numbers that are none do not come up. */
export function truthOf(context: Context, given: Value): Condition {
  switch (given.kind) {
    case 'boolean':
      return { go: given.go, isBoolean: true };
    case 'text':
    case 'number':
      return { go: given.go, isBoolean: false };
    case 'list':
    case 'table':
      return { go: 'true', isBoolean: true };
    case 'null':
    case 'undefined':
      return { go: 'false', isBoolean: true };
    case 'any': {
      const { go } = context.held(given);
      return { go: `(or ${go} (kindIs "map" ${go}) (kindIs "slice" ${go}))`, isBoolean: false };
    }
  }
}

export function not({ go }: Condition): Condition {
  return { go: `(not ${go})`, isBoolean: true };
}

/** As a value. */
export function asBoolean({ go, isBoolean }: Condition): string {
  return isBoolean ? go : `(not (not ${go}))`;
}

/** The right side runs only where the left one lets it. */
function logical(context: Context, { operator, left, right }: LogicalExpression): Condition {
  const first = conditionOf(context, left as Expression);
  const { result: second, writer } = context.aside(() => conditionOf(context, right));
  if (writer.isEmpty) {
    const word = operator === '&&' ? 'and' : 'or';
    return { go: `(${word} ${first.go} ${second.go})`, isBoolean: first.isBoolean && second.isBoolean };
  }
  const name = context.temporary();
  context.writer.action(`${name} := ${bare(asBoolean(first))}`);
  context.writer.action(operator === '&&' ? `if ${name}` : `if not ${name}`);
  context.writer.append(writer);
  context.writer.action(`${name} = ${bare(asBoolean(second))}`);
  context.writer.action('end');
  return { go: name, isBoolean: true };
}
