import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { CapstanError } from '../../errors/index.ts';
import type { ApiNames } from '../names.ts';

/**
 * Additions to files that list others. Comments, blank lines and the order of what is there stay; a mark of another tool at
 * the end (`# +kubebuilder:scaffold:…`) stays at the end.
 */

/** @throws CapstanError WATCHES_INVALID when the kind is listed already */
export function addWatch(text: string, file: string, { group, version, kind }: ApiNames, chart: string): string {
  const document = readList(text, file);
  const known = (document.toJS() as unknown[] | null) ?? [];
  const isThere = known.some((entry) => {
    const one = (entry ?? {}) as Readonly<Record<string, unknown>>;
    return one['group'] === group && one['version'] === version && one['kind'] === kind;
  });
  if (isThere) {
    throw new CapstanError('WATCHES_INVALID', `${file} has ${group}/${version} ${kind} already`, { place: { file } });
  }
  const entry = `- group: ${group}\n  version: ${version}\n  kind: ${kind}\n  chart: ${chart}\n`;
  return appendItem(text, entry);
}

/** Adds to `resources` of a kustomization.yaml; what is there already is not added again. */
export function addResources(text: string, file: string, paths: readonly string[]): string {
  const document = parseDocument(text, { keepSourceTokens: false });
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) {
    throw new CapstanError('YAML_INVALID', `${file} is no kustomization`, { place: { file } });
  }
  const known = (document.toJS() as { resources?: unknown[] | null } | null)?.resources ?? [];
  const news = paths.filter((path) => !known.includes(path));
  if (news.length === 0) return text;
  if (!isSeq(document.get('resources'))) document.set('resources', document.createNode([]));
  const list = document.get('resources') as YAMLSeq;
  list.flow = false;
  for (const path of news) list.add(path);
  return document.toString({ lineWidth: 0, indentSeq: false });
}

/** Adds a kind to the list of them in PROJECT. */
export function addProjectResource(text: string, file: string, names: ApiNames, domain: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new CapstanError('YAML_INVALID', `${file} is no map`, { place: { file } });
  }
  const isOfDomain = domain !== '' && names.group.endsWith(`.${domain}`);
  const resource = {
    api: { crdVersion: 'v1', namespaced: true },
    ...(isOfDomain ? { domain } : {}),
    group: isOfDomain ? names.group.slice(0, -domain.length - 1) : names.group,
    kind: names.kind,
    version: names.version,
  };
  if (!isSeq(document.get('resources'))) document.set('resources', document.createNode([]));
  (document.get('resources') as YAMLSeq).add(document.createNode(resource));
  return document.toString({ lineWidth: 0, indentSeq: false });
}

function readList(text: string, file: string) {
  const document = parseDocument(text);
  const { contents, errors } = document;
  const [error] = errors;
  if (error || (contents !== null && !isSeq(contents))) {
    throw new CapstanError('WATCHES_INVALID', `${file} is not a list${error ? `: ${error.message}` : ''}`, {
      place: { file, text },
    });
  }
  return document;
}

/** Items at the end of a list in block style that ends a text: what is before them stays as it is, to the letter. */
export function appendItem(text: string, item: string): string {
  const lines = text.split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const marks: string[] = [];
  while (/^#\s*\+/.test(lines.at(-1) ?? '')) marks.unshift(lines.pop() as string);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const before = lines.filter((line) => !/^\[\s*\]\s*(#.*)?$/.test(line));
  const indent = /^( *)- /m.exec(before.join('\n'))?.[1] ?? '';
  const body = item
    .trimEnd()
    .split('\n')
    .map((line) => indent + line);
  return [...before, ...body, ...marks, ''].join('\n');
}
