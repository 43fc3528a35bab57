import { isMap, isScalar, type Pair, parseDocument } from 'yaml';

/** By path, keys joined by dots: what the comments of a values.yaml say about it. */
export type Descriptions = ReadonlyMap<string, string>;

/** A definition has to fit into a request: longer ones are cut. */
const charactersAtMost = 1_000;

/**
 * The comments above keys, and those behind values where there is none above. The marks of helm-docs (`# -- `) and of
 * readme-generator (`## @param image.tag The tag`) are understood; lines that are values commented out are no description.
 */
export function describeKeys(text: string): Descriptions {
  const found = new Map<string, string>();
  const document = parseDocument(text, { logLevel: 'silent', schema: 'failsafe' });
  if (isMap(document.contents)) {
    walk(document.contents.items, document.contents.commentBefore ?? document.commentBefore, [], found);
  }
  for (const [path, description] of paramsOf(text)) found.set(path, description);
  return found;
}

function walk(
  pairs: readonly Pair[],
  commentOfMap: string | null | undefined,
  path: readonly string[],
  found: Map<string, string>,
): void {
  pairs.forEach(({ key, value }, index) => {
    if (!isScalar(key)) return;
    const own = [...path, String(key.value)];
    const behind = isScalar(value) ? value.comment : undefined;
    const above = key.commentBefore ?? (index === 0 ? commentOfMap : undefined);
    const description = toDescription(above) || toDescription(behind);
    if (description !== '') found.set(own.join('.'), description);
    if (isMap(value)) walk(value.items, value.commentBefore, own, found);
  });
}

/** The last paragraph: what stands further up is a heading. */
function toDescription(comment: string | null | undefined): string {
  const paragraphs = (comment ?? '').split(/\n[ \t]*\n/);
  const lines = (paragraphs.at(-1) ?? '')
    .split('\n')
    .map((line) => line.replace(/^[#\s]*(?:--\s?)?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('@') && !isCommentedOut(line) && /\p{L}/u.test(line));
  const text = lines.join(' ');
  return text.length > charactersAtMost ? `${text.slice(0, charactersAtMost - 1)}…` : text;
}

function isCommentedOut(line: string): boolean {
  return /^-\s/.test(line) || /^[\w.-]+:(\s|$)/.test(line) || /^[{}[\]]/.test(line);
}

function* paramsOf(text: string): Generator<[string, string]> {
  for (const [, path = '', description = ''] of text.matchAll(
    /^[ \t]*##?[ \t]*@param[ \t]+(\S+)[ \t]+(?:\[[^\]]*\][ \t]*)?(.+)$/gm,
  )) {
    yield [path, description.trim()];
  }
}
