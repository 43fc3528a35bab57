import { byteLength, quote } from '../go/index.ts';
import type { Node, Source } from './nodes.ts';
import { printNode } from './print-node.ts';

/** Where a template failed. */
export interface TemplatePlace {
  /** The template that was executing: of a `define`, the name it defines. */
  readonly template: string;
  /** The text it stands in, by the name that was given for it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As Go counts: bytes in front of it in its line. Undefined for errors of syntax, which have a line only. */
  readonly column: number | undefined;
  /** The same place in UTF-16 units, from 1, for an excerpt. */
  readonly character: number | undefined;
  /** The part of the template that was evaluated, as source. */
  readonly context: string | undefined;
  /** What was executed from here and failed; undefined at the innermost place. */
  readonly calling: Calling | undefined;
}

/** The call of a function that executes another template. */
export interface Calling {
  readonly function: string;
  readonly template: string | undefined;
  /** What the function and Go put between the two places: `error calling include: `. */
  readonly words: string;
}

/** `syntax`: it cannot be parsed. `limit`: it was stopped. `missing`: no such template. `execution`: all else. */
export type TemplateErrorKind = 'execution' | 'limit' | 'missing' | 'syntax';

/** A failure of a template. `message` is Go's text to the letter; the rest is the same in parts. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly kind: TemplateErrorKind;
  /** Innermost first: where it failed, then what was executing that. */
  readonly places: readonly TemplatePlace[];
  /** What went wrong at the innermost place, without any place. */
  readonly reason: string;
  /** The template whose execution failed: the one at the last place, or what executed that by an action. */
  readonly executed: string | undefined;

  constructor(
    kind: TemplateErrorKind,
    message: string,
    reason: string,
    places: readonly TemplatePlace[],
    cause?: unknown,
    executed?: string,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.reason = reason;
    this.places = places;
    this.executed = executed;
  }
}

/** A failure at a node, before it is known which template executes: the engine's own, never seen outside. */
export class Failure extends Error {
  readonly node: Node;
  readonly kind: TemplateErrorKind;

  constructor(node: Node, reason: string, kind: TemplateErrorKind = 'execution') {
    super(reason);
    this.node = node;
    this.kind = kind;
  }
}

export function placeOf(source: Source, node: Node, calling?: Calling): TemplatePlace {
  const before = source.text.slice(0, node.pos);
  const inLine = before.slice(before.lastIndexOf('\n') + 1);
  return {
    template: source.name,
    file: source.parseName,
    line: lineAt(source.text, node.pos),
    column: byteLength(inLine),
    character: inLine.length + 1,
    context: printNode(node),
    calling,
  };
}

export function lineAt(text: string, pos: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < pos; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** `template: FILE:LINE:COLUMN: executing "NAME" at <CONTEXT>: REASON` */
export function placedMessage(place: TemplatePlace, reason: string): string {
  const at = `${place.file}:${place.line}:${place.column}`;
  return `template: ${at}: executing ${quote(place.template)} at <${place.context}>: ${reason}`;
}
