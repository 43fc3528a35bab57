/** A variable of a template, while it is compiled. */
export interface Variable {
  readonly name: string;
  /** Where its value is in the frame of an execution. */
  readonly slot: number;
  /** A slot with the list or map whose item the variable holds, which Go's messages tell from a value of its own. */
  originSlot: number | undefined;
  /** Declared in an argument of `and` or `or`, which may not be evaluated. */
  readonly isConditional: boolean;
}

/**
 * Go keeps variables on a stack and finds them by name while it executes. Which one it finds is known beforehand, but for
 * those that are declared in an argument that may not be evaluated.
 */
export class Scope {
  /** Slots that one execution needs. */
  size = 0;
  /** The origin of dot, as of a variable, where dot is an item of a range. */
  dotOrigin: number | undefined;
  /** Within an argument of `and` or `or`: what it declares is collected here. */
  private conditional: Variable[] | undefined;
  private readonly variables: Variable[] = [];
  private next = 0;

  declare(name: string, hasOrigin = false): Variable {
    const isConditional = this.conditional !== undefined;
    const variable = { name, slot: this.reserve(), originSlot: hasOrigin ? this.reserve() : undefined, isConditional };
    this.variables.push(variable);
    this.conditional?.push(variable);
    return variable;
  }

  /** A slot without a name. */
  reserve(): number {
    const slot = this.next;
    this.next += 1;
    if (this.next > this.size) this.size = this.next;
    return slot;
  }

  /** Innermost first; all but the last one may not be there when it is looked for. Empty when none is. */
  find(name: string): readonly Variable[] {
    const found: Variable[] = [];
    for (let i = this.variables.length - 1; i >= 0; i -= 1) {
      const variable = this.variables[i]!;
      if (variable.name !== name) continue;
      found.push(variable);
      if (!variable.isConditional) break;
    }
    return found;
  }

  /** Compiles a part of a template; what it declares is gone behind it. */
  within<T>(compile: () => T): T {
    const { next, dotOrigin } = this;
    const mark = this.variables.length;
    const compiled = compile();
    this.variables.length = mark;
    this.next = next;
    this.dotOrigin = dotOrigin;
    return compiled;
  }

  /** Compiles what may not be evaluated; also gives what is declared in it. */
  perhaps<T>(compile: () => T): [compiled: T, declared: readonly Variable[]] {
    const outer = this.conditional;
    const declared: Variable[] = [];
    this.conditional = declared;
    const compiled = compile();
    this.conditional = outer;
    outer?.push(...declared);
    return [compiled, declared];
  }
}
