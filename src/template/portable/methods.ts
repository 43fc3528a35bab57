import type { CallExpression, Expression } from 'acorn';
import { argument, type Method, refuseMore } from './arguments.ts';
import { type Context, goList } from './context.ts';
import { listMethods } from './list-methods.ts';
import { textMethods } from './text-methods.ts';
import { asText } from './texts.ts';
import { undefinedValue, type Value, value } from './value.ts';

interface Call {
  readonly name: string;
  readonly call: CallExpression;
}

/** @throws CapstanError TEMPLATE_UNPORTABLE for a method that has no equal */
export function callMethod(context: Context, base: Value, from: Expression, { name, call }: Call): Value {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw context.refuse(call, `.${name}() is not portable`, hints[name] ?? known());
  return method(context, base, from, call);
}

function known(): string {
  const names = (of: object) => Object.keys(of).join(', ');
  return `texts have ${names({ ...shared, ...textMethods })}; lists have ${names({ ...shared, ...listMethods })}`;
}

const hints: Readonly<Record<string, string>> = {
  push: 'make a new list: [...list, item]',
  pop: 'take what is wanted: list.slice(0, -1)',
  reduce: 'use map, filter, some, every, join, or a let that a loop gives new values',
  forEach: 'write for (const x of list)',
  toString: 'write String(x)',
  replace: 'write replaceAll(text, text)',
  match: 'ask with includes, startsWith, endsWith',
  test: 'ask with includes, startsWith, endsWith',
  hasOwnProperty: "write 'key' in table",
};

/** Of texts and lists alike. */
const shared: Readonly<Record<string, Method>> = {
  includes: (context, base, from, call) => {
    refuseMore(context, call, 1);
    const wanted = context.evaluate(argument(context, call, 0));
    const given = base.order === 'items' ? base : context.fixed(from, base);
    return value(context.call('includes', { o: given.go, v: wanted.go }, call), 'boolean');
  },
  slice: (context, base, from, call) => {
    const [a, b] = [0, 1].map((i) =>
      call.arguments[i] ? context.evaluate(argument(context, call, i)) : undefinedValue,
    );
    const { go, kind, isSorted } = context.fixed(from, base);
    const result = context.call('slice', { o: go, a: a!.go, b: b!.go }, call);
    return value(result, kind === 'text' || kind === 'list' ? kind : 'any', { isSorted });
  },
  at: (context, base, from, call) => {
    const index = context.evaluate(argument(context, call, 0));
    const result = context.call('item', { o: context.fixed(from, base).go, i: index.go }, call);
    return value(result, 'any', { isSorted: base.isSorted });
  },
};

/** Of what Helm gives. */
const given: Readonly<Record<string, Method>> = {
  Has: (context, base, _from, call) => {
    const version = asText(context, argument(context, call, 0));
    return value(`(${context.held(base).go}.Has ${version.go})`, 'boolean');
  },
  Get: (context, base, _from, call) => {
    if (base.root !== 'Files') throw context.refuse(call, '.Get() is not portable', filesHint);
    const path = asText(context, argument(context, call, 0));
    return value(`(${base.go}.Get ${path.go})`, 'text');
  },
  Lookup: (context, base, from, call) => {
    if (base.root !== '') context.call('isThere', { v: base.go }, from);
    const query = [0, 1, 2, 3].map((i) => asText(context, argument(context, call, i)).go);
    return value(context.call('lookup', { q: goList(query) }, call), 'table');
  },
};

const filesHint = 'files are read where `it` is all of it, outside of partials: it.Files.Get(path)';

const methods: Readonly<Record<string, Method>> = { ...shared, ...textMethods, ...listMethods, ...given };
