import type { TemplateError } from '../gotpl/index.ts';

/** What to do about a failure, where its cause can be told from Go's words; undefined else. */
export function hintFor({ reason, places, kind }: TemplateError): string | undefined {
  if (kind === 'limit')
    return 'a template that does not come to an end: look for an include or a range that calls itself';
  const context = places[0]?.context ?? '';
  for (const [pattern, hint] of hints) {
    const match = pattern.exec(reason);
    if (match) return hint(context, match);
  }
  return undefined;
}

const hints: readonly (readonly [RegExp, (context: string, match: RegExpExecArray) => string])[] = [
  [/^nil pointer evaluating .*\.(\w+)$/, (context, [, field]) => setParent(context, field!)],
  [
    /^can't evaluate field (\w+) in type /,
    (context, [, field]) =>
      `${parentOf(context, field!)} is a single value or a list, where a table with ${field} is expected`,
  ],
  [
    /no template "([^"]*)" associated/,
    (_, [, name]) =>
      `no {{ define "${name}" }} is in the chart or its subcharts: is the name right, and is the library chart in charts/?`,
  ],
  [/^error calling include: rendering template has a nested/, () => 'the template includes itself without an end'],
  [/wrong type for value; expected string; got (.+)$/, () => 'turn it into a string first: `| toString`'],
  [
    /incompatible types for comparison/,
    () => 'numbers of values are float64: compare after `int` or with a float, as 1.0',
  ],
];

function setParent(context: string, field: string): string {
  const parent = parentOf(context, field);
  const path = /^\$?\.Values\.(.+)$/.exec(parent)?.[1];
  if (path === undefined) return `${parent} is null there: guard it with \`with\` or \`default\``;
  return `set ${path} in the values, or give it a default in values.yaml; \`{{ with ${parent} }}\` leaves out what is null`;
}

/** `.Values.image.tag` and `tag` → `.Values.image` */
function parentOf(context: string, field: string): string {
  const end = context.lastIndexOf(`.${field}`);
  return end > 0 ? context.slice(0, end) : 'the value';
}
