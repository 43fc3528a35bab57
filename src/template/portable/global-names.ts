import type { MemberExpression } from 'acorn';
import type { Context } from './context.ts';

const names = ['Object', 'Math', 'JSON', 'Array', 'Number', 'String'];

/** `Object`, `Math`, `JSON`, …, where nothing else goes by that name. */
export function isGlobal(context: Context, { object }: MemberExpression): boolean {
  return object.type === 'Identifier' && names.includes(object.name) && !context.scope.find(object.name);
}
