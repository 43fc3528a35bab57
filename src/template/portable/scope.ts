import type { ArrowFunctionExpression } from 'acorn';
import type { Value } from './value.ts';

/** What a name of a template's code stands for. */
export type Binding =
  | { readonly is: 'value'; readonly value: Value; readonly canChange: boolean }
  | { readonly is: 'function'; readonly code: ArrowFunctionExpression; readonly scope: Scope };

/** The names that code may use at a place, those of the blocks round it included. */
export class Scope {
  private readonly names = new Map<string, Binding>();
  private readonly outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.outer = outer;
  }

  declare(name: string, binding: Binding): void {
    this.names.set(name, binding);
  }

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }
}
