import type { CallExpression, Expression } from 'acorn';
import { asBoolean, conditionOf } from './conditions.ts';
import type { Context } from './context.ts';
import { inline } from './functions.ts';
import { globalCall } from './globals.ts';
import { toNumber } from './operators.ts';
import { plainText, stringOf } from './texts.ts';
import { isScalar, numberOf, type Order, undefinedValue, type Value, value } from './value.ts';

type Call = (context: Context, args: readonly Expression[], call: CallExpression) => Value;

/** A function that is called by its name, or by that of a global object: `yaml(x)`, `Object.keys(x)`. */
export function call(context: Context, node: CallExpression): Value {
  const { callee } = node;
  const args = node.arguments.map((argument) => {
    if (argument.type === 'SpreadElement') {
      throw context.refuse(argument, 'arguments are spread', 'give each argument by itself');
    }
    return argument;
  });
  if (callee.type === 'MemberExpression') return globalCall(context, callee, args, node);
  if (callee.type !== 'Identifier')
    throw context.refuse(node, 'this is no function with a name', 'give it one: const f = (x) => …');
  const binding = context.scope.find(callee.name);
  if (binding?.is === 'function') {
    const given = args.map((argument) => context.held(context.evaluateLoose(argument)));
    return inline(context, binding, given, node);
  }
  const found = binding || !Object.hasOwn(functions, callee.name) ? undefined : functions[callee.name];
  if (!found)
    throw context.refuse(node, `${callee.name}() is not portable`, `there are ${Object.keys(functions).join(', ')}`);
  return found(context, args, node);
}

const functions: Readonly<Record<string, Call>> = {
  include,
  yaml: (context, [given, blanks], node) => {
    const of = context.fixed(node, context.evaluate(wanted(context, given, node)));
    const by = blanks ? context.evaluate(blanks) : numberOf(0);
    return value(context.call('yaml', { v: of.go, i: by.go }, node), 'text', { order: orderOfText(of) });
  },
  toJson: (context, [given], node) => {
    const of = context.evaluate(wanted(context, given, node));
    return value(context.call('toJson', { v: of.go }, node), 'text', { order: orderOfText(of) });
  },
  indent: (context, [given, blanks], node) => indented(context, given, blanks, node),
  nindent: (context, [given, blanks], node) => {
    const text = indented(context, given, blanks, node);
    return { ...text, go: `(print "\\n" ${text.go})` };
  },
  required: (context, [given, message], node) => {
    const of = context.held(context.evaluateLoose(wanted(context, given, node)));
    const words = message ? stringOf(context, context.evaluate(message), message) : value('"undefined"', 'text');
    context.call('required', { v: of.go, m: words.go }, node);
    return of;
  },
  fail: (context, [message], node) => {
    const words = message ? stringOf(context, context.evaluate(message), message) : value('"undefined"', 'text');
    context.writer.action(`fail (printf "%s: %s" ${JSON.stringify(context.placeOf(node))} ${words.go})`);
    return undefinedValue;
  },
  b64enc: (context, [given], node) => value(`(b64enc ${argumentText(context, given, node).go})`, 'text'),
  sha256sum: (context, [given], node) => value(`(sha256sum ${argumentText(context, given, node).go})`, 'text'),
  b64dec: (context, [given], node) =>
    value(context.call('b64dec', { v: argumentText(context, given, node).go }, node), 'text'),
  quote: (context, [given], node) => value(context.call('quote', { v: argumentText(context, given, node).go }), 'text'),
  sorted: (context, [given], node) => ({
    ...withoutEntries(context.evaluate(wanted(context, given, node))),
    isSorted: true,
  }),
  String: (context, [given], node) => {
    if (!given) return value('""', 'text', { constant: '' });
    const of = context.evaluateLoose(given);
    if (of.order === 'items') context.fixed(node, of);
    return { ...stringOf(context, of, given), order: of.order };
  },
  Number: (context, [given], node) => toNumber(context, context.evaluate(wanted(context, given, node)), node),
  Boolean: (context, [given]) => value(given ? asBoolean(conditionOf(context, given)) : 'false', 'boolean'),
  encodeURIComponent: (context, [given], node) => {
    const text = argumentText(context, given, node);
    const kept = [
      ['+', '%20'],
      ['%21', '!'],
      ['%27', "'"],
      ['%28', '('],
      ['%29', ')'],
      ['%2A', '*'],
    ];
    const steps = kept.map(([from, to]) => ` | replace ${JSON.stringify(from)} ${JSON.stringify(to)}`).join('');
    return value(`(urlquery ${text.go}${steps})`, 'text');
  },
};

function wanted(context: Context, argument: Expression | undefined, node: Expression): Expression {
  if (argument) return argument;
  throw context.refuse(node, 'an argument is missing', 'give it');
}

function argumentText(context: Context, argument: Expression | undefined, node: Expression): Value {
  const given = wanted(context, argument, node);
  return plainText(context, context.evaluate(given), given);
}

/** What shows of the order of keys in a text of YAML or JSON. */
function orderOfText({ kind, isSorted }: Value): Order {
  return isSorted || isScalar(kind) ? 'fixed' : 'keys';
}

function withoutEntries({ entries: _, root: __, ...rest }: Value): Value {
  return rest;
}

function indented(
  context: Context,
  given: Expression | undefined,
  blanks: Expression | undefined,
  node: Expression,
): Value {
  const argument = wanted(context, given, node);
  const of = context.evaluateLoose(argument);
  if (of.order === 'items') context.fixed(argument, of);
  const text = plainText(context, of, argument);
  const by = context.evaluate(wanted(context, blanks, node));
  return value(context.call('indent', { v: text.go, i: by.go }, node), 'text', { order: of.order });
}

/** The name has to be known: what a partial writes decides what may be done with its text. */
function include(context: Context, [name, data]: readonly Expression[], node: CallExpression): Value {
  const { constant } = context.evaluate(wanted(context, name, node));
  if (typeof constant !== 'string') {
    throw context.refuse(
      node,
      'the name of what is included is computed',
      "write it as a text: include('_labels.yaml.eta', it)",
    );
  }
  const target = context.findInclude(constant);
  if (!target) {
    throw context.refuse(
      node,
      `include() finds no template ${constant}`,
      'name it as its file is called in templates/, ending included',
    );
  }
  const given = data ? context.evaluate(data) : context.dataValue;
  const text = value(`(include ${JSON.stringify(target.name)} ${given.go} | trimSuffix "\\n")`, 'text', {
    order: target.order,
  });
  return context.held(text);
}
