import { CapstanError } from '../../errors/index.ts';
import { flattened, shortest } from '../flat-text.ts';
import { GoError, quote, type Run, type Value, type World } from '../go/index.ts';
import { Failure, placedMessage, placeOf, TemplateError } from './error.ts';
import type { Limits } from './limits.ts';
import type { Node, Source } from './nodes.ts';
import type { Template, Templates } from './template.ts';

/**
 * A value while a template executes: undefined is what Go's reflect calls invalid (the nil that comes out of a pipeline),
 * null is a nil inside of an interface (an absent or nil item of a map or list). They fail in different words.
 */
export type Val = Value | undefined;

/** Variables of one template, by slot; the first is `$`. */
export type Frame = Val[];

/** A call of a function or method: what is told when it fails. */
export interface CallSite {
  readonly node: Node;
  readonly name: string;
}

/** What changes while a template of a set executes, with all that it includes. */
export class Execution implements Run {
  readonly world: World;
  /** What the template that is captured at this moment has written. */
  out = '';
  /** How long `out` may become before its pieces are put together. */
  private flatUpTo = shortest;
  /** Set before each call, so that none needs to catch what it throws. */
  call: CallSite | undefined;
  /** The last operand that was evaluated, where that is not known beforehand: behind `and` and `or`. */
  last: Node | undefined;
  /** Of the template that is executing. */
  private source: Source;
  /** The templates in force: those of the set, and over them what a text defines. */
  templates: Templates;
  private depth = 0;
  /** The `template` action that is executing. */
  private action: Node | undefined;
  private steps = 0;
  private readonly limits: Limits;
  private readonly deadline: number;

  constructor(template: Template, templates: Templates, world: World, limits: Limits) {
    this.source = template.source;
    this.templates = templates;
    this.world = world;
    this.limits = limits;
    this.deadline = process.uptime() * 1000 + limits.milliseconds;
  }

  execute(name: string, data: Value): string {
    const template = this.templates.find(name);
    if (!template) throw new GoError(missingMessage(name, this.templates.name));
    this.step(this.call!.node);
    return this.capture(template, data);
  }

  executeText(text: string, data: Value): string {
    if (!text.includes('{{')) return text;
    this.step(this.call!.node);
    const outer = this.templates;
    const [template, templates] = outer.parseText(text);
    this.templates = templates;
    try {
      return this.capture(template, data);
    } finally {
      this.templates = outer;
    }
  }

  /** Executes a template into a text of its own. What fails in it is thrown with its place. */
  capture(template: Template, data: Value): string {
    const { out, source, call, depth, action } = this;
    const { flatUpTo } = this;
    this.out = '';
    this.flatUpTo = shortest;
    this.action = undefined;
    try {
      this.depth += 1;
      this.source = template.source;
      template.program(this, data === null ? undefined : data);
      this.checkLength(start);
      return this.out;
    } catch (error) {
      throw this.placed(error, template.source.name);
    } finally {
      this.out = out;
      this.flatUpTo = flatUpTo;
      this.source = source;
      this.call = call;
      this.depth = depth;
      this.action = action;
    }
  }

  /** Executes a template into the same text: the action `template`. */
  invoke(template: Template, data: Val, node: Node): void {
    const { source, action } = this;
    this.action = node;
    this.step(node);
    if (this.depth >= this.limits.depth) throw tooDeep(node, this.limits.depth);
    this.depth += 1;
    this.source = template.source;
    template.program(this, data);
    this.depth -= 1;
    this.source = source;
    this.action = action;
  }

  /** Once for each turn of a loop and each template: the limits are looked at now and then. */
  step(node: Node): void {
    this.steps += 1;
    if ((this.steps & 63) !== 0) return;
    this.checkLength(node);
    if (process.uptime() * 1000 <= this.deadline) return;
    throw new Failure(node, `execution took longer than ${this.limits.milliseconds} ms`, 'limit');
  }

  private checkLength(node: Node): void {
    const { length } = this.out;
    if (length > this.flatUpTo) {
      this.out = flattened(this.out);
      this.flatUpTo = length + Math.max(shortest, length / 8);
    }
    if (length <= this.limits.bytes) return;
    throw new Failure(node, `output is larger than ${this.limits.bytes} bytes`, 'limit');
  }

  /** What was thrown, as an error of the template that is executing, within the one that `captured` it. */
  private placed(error: unknown, captured: string): unknown {
    if (error instanceof CapstanError) return error;
    const failure = this.limited(error) ?? error;
    if (failure instanceof Failure) {
      const { kind, message: reason } = failure;
      const place = placeOf(this.source, failure.node);
      return new TemplateError(kind, placedMessage(place, reason), reason, [place], undefined, captured);
    }
    return this.call ? this.failedCall(this.call, failure, captured) : failure;
  }

  private failedCall(call: CallSite, error: unknown, captured: string): TemplateError {
    const message = error instanceof Error ? error.message : String(error);
    const reason = `error calling ${call.name}: ${message}`;
    const inner = templateErrorOf(error);
    if (!inner) {
      const place = placeOf(this.source, call.node);
      return new TemplateError('execution', placedMessage(place, reason), reason, [place], error, captured);
    }
    const words = reason.slice(0, reason.length - inner.message.length);
    const place = placeOf(this.source, call.node, { function: call.name, template: inner.executed, words });
    const kind = inner.kind === 'limit' ? 'limit' : 'execution';
    const places = [...inner.places, place];
    return new TemplateError(kind, placedMessage(place, reason), inner.reason, places, error, captured);
  }

  /** What JavaScript throws where it has no more room. */
  private limited(error: unknown): Failure | undefined {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) return undefined;
    const node = this.call?.node ?? start;
    if (error.message === 'Invalid string length') return new Failure(node, 'a text is too long to be held', 'limit');
    return stackOverflow.test(error.message) ? tooDeep(this.action ?? node, this.limits.depth) : undefined;
  }
}

// a regular expression that is compiled at the end of the stack says it in words of its own
const stackOverflow = /^Maximum call stack size exceeded$|^Invalid regular expression: .*: Stack overflow$/s;

/** Where nothing better is known. */
const start: Node = { kind: 'text', pos: 0, text: '' };

/** What a function throws that executes templates, or what it wraps. */
function templateErrorOf(error: unknown): TemplateError | undefined {
  if (error instanceof TemplateError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof TemplateError ? cause : undefined;
}

/** Go's words; its stack is larger than JavaScript's, which may be full before. */
function tooDeep(node: Node, depth: number): Failure {
  return new Failure(node, `exceeded maximum template depth (${depth})`, 'limit');
}

export function missingMessage(name: string, root: string): string {
  return `template: no template ${quote(name)} associated with template ${quote(root)}`;
}
