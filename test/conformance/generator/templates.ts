import fc from 'fast-check';
import { collections, expressions } from './expressions.ts';

const plain = fc.constantFrom(' ', '\n', 'text', '  \n\t', 'a: ', '- ', '"', 'é日', '\r\n', '{', '}');

/** What opens a block, and the word that may stand behind its else; a range has none. */
const heads = [
  expressions('a', 2).map((value) => ['if', value] as const),
  expressions('b', 2).map((value) => ['if', value] as const),
  expressions('a', 1).map((value) => ['if', `$v := ${value}`] as const),
  expressions('a', 1).map((value) => ['with', value] as const),
  expressions('a', 1).map((value) => ['with', `$v := ${value}`] as const),
  collections('l', 1).map((value) => ['range', value] as const),
  collections('d', 1).map((value) => ['range', `$k, $v := ${value}`] as const),
  collections('l', 1).map((value) => ['range', `$v = ${value}`] as const),
];

/** Whole templates: text, actions, control structures, variables, definitions. `t2` may call `t1`, and neither itself. */
export const templates: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(['t1', 't2'], ['t1', 't2'], ['t1'], []), nodes(3), nodes(2), nodes(2))
  .map(([defined, body, ...bodies]) => {
    const definitions = defined.map((name, at) => {
      const calls = name === 't1' ? /(?:template|include) "t[12]"/g : /include "t2"/g;
      return `{{ define "${name}" }}${bodies[at]!.replaceAll(calls, 'print')}{{ end }}`;
    });
    return `${definitions.join('')}{{ $v := 1 }}${body}`;
  });

function nodes(depth: number): fc.Arbitrary<string> {
  return fc.array(node(depth), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
}

function node(depth: number): fc.Arbitrary<string> {
  const leaves = [
    { weight: 3, arbitrary: plain },
    { weight: 6, arbitrary: action(2) },
    { weight: 1, arbitrary: fc.constantFrom('{{/* c */}}', '{{- /* c */ -}}') },
    { weight: 1, arbitrary: expressions('a', 1).map((value) => `{{ $v = ${value} }}{{ $v }}`) },
    { weight: 1, arbitrary: expressions('d', 1).map((value) => `{{ template "t1" ${value} }}`) },
    { weight: 1, arbitrary: expressions('d', 1).map((value) => `{{ include "t2" ${value} }}`) },
  ];
  if (depth === 0) return fc.oneof(...leaves);
  return fc.oneof(...leaves, { weight: 5, arbitrary: block(depth - 1) });
}

function action(depth: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('{{ ', '{{- '), expressions('a', depth), fc.constantFrom(' }}', ' -}}'))
    .map(([open, value, close]) => open + bare(value) + close);
}

/** Without the parentheses round the whole, which few templates have. */
function bare(value: string): string {
  return /^\([^()]*\)$/.test(value) ? value.slice(1, -1) : value;
}

function block(depth: number): fc.Arbitrary<string> {
  const leaving = fc.constantFrom('', '', '', '{{ break }}', '{{ if $v }}{{ continue }}{{ end }}');
  const otherwise = fc.tuple(fc.constantFrom('none', 'none', 'else', 'word'), expressions('a', 1), nodes(depth));
  const end = fc.constantFrom('{{ end }}', '{{- end }}', '{{ end -}}');
  return fc
    .tuple(fc.oneof(...heads), nodes(depth), leaving, otherwise, end)
    .map(([[word, value], body, leave, [kind, other, second], end]) => {
      const isRange = word === 'range';
      const middle =
        kind === 'none' ? '' : `{{ else${kind === 'word' && !isRange ? ` ${word} ${other}` : ''} }}${second}`;
      return `{{ ${word} ${value} }}${body}${isRange ? leave : ''}${middle}${end}`;
    });
}
