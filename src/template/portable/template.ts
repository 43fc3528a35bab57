import type { Expression } from 'acorn';
import { encodeScalar } from '../../yaml/index.ts';
import { etaStages, type Tag } from '../eta/index.ts';
import { Context, type IncludeTarget } from './context.ts';
import { evaluate } from './expressions.ts';
import type { TemplateProgram } from './program.ts';
import { rootValue } from './root.ts';
import { runStatement } from './statements.ts';
import { plainText } from './texts.ts';
import { looser, type Order, value } from './value.ts';
import { Writer } from './writer.ts';

export interface TranslationOptions {
  /** In front of the names of the library's templates. */
  readonly prefix: string;
  /** A template with output of its own, which Helm runs, or what is included by others. */
  readonly role: 'main' | 'partial';
  readonly findInclude: (name: string) => IncludeTarget | undefined;
  readonly uses: (name: string) => void;
}

export interface Translated {
  /** The Go template, without `define`. */
  readonly text: string;
  readonly order: Order;
}

/** One Eta template as a Go template. @throws CapstanError TEMPLATE_UNPORTABLE with the place */
export function translate(program: TemplateProgram, options: TranslationOptions): Translated {
  const { role, prefix } = options;
  const { generated, isYaml, tokens } = program.parsed;
  const textTags = isYaml ? etaStages().findTextTags(tokens) : new Set<Tag>();
  let order: Order = 'fixed';
  const context = new Context(program, {
    prefix,
    findInclude: options.findInclude,
    uses: options.uses,
    evaluate,
    run: (context, statement) => runStatement(context, statement, writeTag),
  });
  context.dataValue = role === 'main' ? rootValue : value('$it', 'any');
  context.scope.declare('it', { is: 'value', value: context.dataValue, canChange: false });
  for (const statement of program.body) context.run(statement as Parameters<Context['run']>[0]);
  const head = prologue(context, options);
  head.append(context.writer);
  return { text: head.toString(), order };

  function writeTag(context: Context, code: Expression, number: number): void {
    const tag = generated.tags[number]!;
    if (tag.type === 'value') writeValue(context, code, isYaml);
    else order = looser(order, writeRaw(context, code, number));
  }

  function writeRaw(context: Context, code: Expression, number: number): Order {
    const given = context.evaluateLoose(code);
    const isText = textTags.has(generated.tags[number]!) || (!isYaml && role === 'main');
    if (given.order === 'items' || isText) context.fixed(code, given);
    const text = plainText(context, given, code);
    const block = generated.blocks[number];
    if (!block) context.write('raw', { v: text.go }, code);
    else
      context.write(
        'block',
        { v: text.go, indent: JSON.stringify(block.indent), newline: JSON.stringify(block.newline) },
        code,
      );
    return given.order;
  }
}

function writeValue(context: Context, code: Expression, isYaml: boolean): void {
  const given = context.evaluate(code);
  if (given.constant !== undefined) {
    context.writer.text(isYaml ? encodeScalar(given.constant) : String(given.constant));
  } else if (given.kind === 'boolean') {
    context.writer.output(`print ${given.go}`);
  } else {
    context.write(isYaml ? 'scalar' : 'plain', { v: given.go }, code);
  }
}

/** Declares what the text speaks of. */
function prologue(context: Context, { role, prefix, uses }: TranslationOptions): Writer {
  const text = context.writer.toString();
  const head = new Writer();
  const lines: string[] = [];
  if (/\$it\b/.test(text)) {
    if (role === 'partial') lines.push('$it := .');
    else {
      uses('it');
      const { name } = context.program.source;
      lines.push(`$it := dict "go" . "name" ${JSON.stringify(name)}`, `template ${JSON.stringify(`${prefix}.it`)} $it`);
    }
  }
  if (text.includes('$null')) lines.push('$null := index (dict) ""');
  if (text.includes('$undefined')) lines.push('$undefined := 0');
  for (const line of lines) head.action(line);
  return head;
}
