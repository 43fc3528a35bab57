import type { Expression, Node, Statement } from 'acorn';
import type { CapstanError } from '../../errors/index.ts';
import type { TemplateProgram } from './program.ts';
import { refusal } from './refuse.ts';
import { Scope } from './scope.ts';
import { type Order, type Value, value } from './value.ts';
import { Writer } from './writer.ts';

/** What a template finds when it includes another. */
export interface IncludeTarget {
  /** Of the named template. */
  readonly name: string;
  /** What of its text depends on the order of keys. */
  readonly order: Order;
}

export interface Surroundings {
  /** In front of the names of the library's templates. */
  readonly prefix: string;
  readonly findInclude: (name: string) => IncludeTarget | undefined;
  readonly evaluate: (context: Context, node: Expression) => Value;
  readonly run: (context: Context, statement: Statement) => void;
  /** Told of each template of the library that is called. */
  readonly uses: (name: string) => void;
}

/** The translation of one template: what has been written, what names mean, where in the text it stands. */
export class Context {
  readonly program: TemplateProgram;
  writer = new Writer();
  scope = new Scope();
  /** What `it` is, which an include passes on when it is given nothing else. */
  dataValue: Value = value('$it', 'any');
  /** The functions that are being put in their calls' places. */
  readonly calling: Node[] = [];
  private readonly surroundings: Surroundings;
  private readonly taken = new Set(['it', 'null', 'undefined']);
  private temporaries = 0;

  constructor(program: TemplateProgram, surroundings: Surroundings) {
    this.program = program;
    this.surroundings = surroundings;
  }

  run(statement: Statement): void {
    this.surroundings.run(this, statement);
  }

  /** Its items and keys may stand in another order. */
  evaluateLoose(node: Expression): Value {
    return this.surroundings.evaluate(this, node);
  }

  evaluate(node: Expression): Value {
    return this.fixed(node, this.evaluateLoose(node));
  }

  /** @throws CapstanError TEMPLATE_UNPORTABLE when the order of keys shows in it */
  fixed(node: Node, given: Value): Value {
    if (given.order === 'fixed') return given;
    const what = `the order of keys shows in ${this.program.textOf(node)}`;
    throw given.order === 'items'
      ? this.refuse(
          node,
          what,
          'Go templates know no order but the sorted one: Object.keys(x).sort(), Object.entries(x).sort()',
        )
      : this.refuse(node, what, 'as text, write the keys in their order: yaml(sorted(x)), toJson(sorted(x))');
  }

  refuse(node: Node, what: string, hint: string): CapstanError {
    return refusal(this.program.source, this.program.offsetOf(node), what, hint);
  }

  findInclude(name: string): IncludeTarget | undefined {
    return this.surroundings.findInclude(name);
  }

  /** Runs a piece of the translation with a writer of its own. */
  aside<T>(run: () => T): { readonly result: T; readonly writer: Writer } {
    const outer = this.writer;
    const writer = new Writer();
    this.writer = writer;
    try {
      return { result: run(), writer };
    } finally {
      this.writer = outer;
    }
  }

  within<T>(scope: Scope, run: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    try {
      return run();
    } finally {
      this.scope = outer;
    }
  }

  /** A Go variable of that name, or nearly. */
  nameFor(name: string): string {
    const base = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^_/, 'v_');
    let free = base;
    for (let i = 2; this.taken.has(free); i += 1) free = `${base}_${i}`;
    this.taken.add(free);
    return `$${free}`;
  }

  temporary(): string {
    this.temporaries += 1;
    return `$_${this.temporaries}`;
  }

  /** The value in a place that can be read twice. */
  held(given: Value): Value {
    if (/^(?:\$[\w.]*|"(?:[^"\\]|\\.)*"|-?[\d.e+-]+|true|false)$/.test(given.go)) return given;
    const name = this.temporary();
    this.writer.action(`${name} := ${bare(given.go)}`);
    return { ...given, go: name };
  }

  /** Calls a template of the library. Returns the operand of what it gives. */
  call(name: string, args: Readonly<Record<string, string>>, at?: Node): string {
    const variable = this.temporary();
    this.writer.action(`${variable} := ${bare(this.argumentsOf(args, at))}`);
    this.writer.action(`template ${this.libraryName(name)} ${variable}`);
    return `${variable}.r`;
  }

  /** A template of the library whose text goes out where it stands. */
  write(name: string, args: Readonly<Record<string, string>>, at?: Node): void {
    this.writer.output(`template ${this.libraryName(name)} ${this.argumentsOf(args, at)}`);
  }

  /** What a template of the library calls a piece of code in its errors, and where it stands. */
  private argumentsOf(args: Readonly<Record<string, string>>, at: Node | undefined): string {
    const entries = Object.entries(args).map(([key, go]) => `"${key}" ${go}`);
    if (at) entries.push(`"at" ${JSON.stringify(this.placeOf(at))} "n" ${JSON.stringify(this.program.textOf(at))}`);
    return `(dict ${entries.join(' ')})`;
  }

  placeOf(node: Node): string {
    const { source } = this.program;
    const before = source.text.slice(0, this.program.offsetOf(node)).split('\n');
    return `${source.name}:${before.length}:${before.at(-1)!.length + 1}`;
  }

  private libraryName(name: string): string {
    this.surroundings.uses(name);
    return JSON.stringify(`${this.surroundings.prefix}.${name}`);
  }
}

/** Without the parentheses round all of it. */
export function bare(go: string): string {
  return go.startsWith('(') ? go.slice(1, -1) : go;
}

/** A list of operands as one. */
export function goList(items: readonly string[]): string {
  return `(list${items.map((item) => ` ${item}`).join('')})`;
}

export function listOf(items: readonly Value[], order: Order = 'fixed'): Value {
  return value(goList(items.map(({ go }) => go)), 'list', { order });
}
