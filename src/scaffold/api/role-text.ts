import { isMap, isSeq, parseDocument } from 'yaml';
import { CapstanError } from '../../errors/index.ts';
import { type PolicyRule, type Rights, rulesText } from '../rights/index.ts';
import { appendItem } from './listings.ts';

/**
 * A role with the rules that it does not have yet, below a line that says whose they are; what is there stays as it is.
 * @throws CapstanError YAML_INVALID
 */
export function addRules(text: string, file: string, rights: Rights, title: string): string {
  const document = parseDocument(text);
  const rules = isMap(document.contents) ? document.get('rules') : undefined;
  const last = isMap(document.contents) ? document.contents.items.at(-1)?.key : undefined;
  if (document.errors.length > 0 || !(isSeq(rules) || rules === null) || String(last) !== 'rules') {
    throw new CapstanError('YAML_INVALID', `${file} is no role that ends with its rules`, {
      place: { file, text },
      hint: 'let it be one ClusterRole whose last field is `rules`, or print the rules with capstan create rbac',
    });
  }
  const known = isSeq(rules) ? (rules.toJSON() as readonly PolicyRule[]) : [];
  const news = rights.rules.flatMap(({ purpose, rule }) => {
    const resources = (rule.resources ?? []).filter(
      (resource) => !isCovered({ ...rule, resources: [resource] }, known),
    );
    if (rule.resources && resources.length === 0) return [];
    return { purpose, rule: { ...rule, ...(rule.resources ? { resources } : {}) } };
  });
  return news.length === 0 ? text : appendItem(text, `# ${title}\n${rulesText(news, '')}`);
}

function isCovered(wanted: PolicyRule, known: readonly PolicyRule[]): boolean {
  return known.some(
    (rule) =>
      has(rule.apiGroups, wanted.apiGroups) &&
      has(rule.resources, wanted.resources) &&
      has(rule.verbs, wanted.verbs) &&
      (!rule.resourceNames?.length || (wanted.resourceNames?.length && has(rule.resourceNames, wanted.resourceNames))),
  );
}

function has(all: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return all.includes('*') || wanted.every((word) => all.includes(word));
}
