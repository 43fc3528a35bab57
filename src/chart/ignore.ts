import { isMatch } from './glob.ts';

interface Rule {
  readonly pattern: string;
  readonly isNegated: boolean;
  readonly onlyFolders: boolean;
  /** The pattern names a path from the chart's top; else it is held against the last segment alone. */
  readonly isPath: boolean;
}

/** Of a path relative to the chart: is it left out of the chart? */
export type Ignore = (path: string, isFolder: boolean) => boolean;

/**
 * The rules of a .helmignore file, with Helm's default `templates/.?*` behind them. As in Helm, the first rule that
 * matches decides, and a negated rule ignores all that it does not match.
 */
export function readIgnoreRules(text: string): Ignore {
  const rules = [...text.replace(/^\ufeff/, '').split('\n'), 'templates/.?*']
    .map(readRule)
    .filter((rule) => rule !== undefined);
  return (path, isFolder) => {
    for (const rule of rules) {
      const matches = isMatch(rule.pattern, rule.isPath ? path : path.slice(path.lastIndexOf('/') + 1));
      if (rule.isNegated) {
        if ((rule.onlyFolders && !isFolder) || !matches) return true;
      } else if (matches && (isFolder || !rule.onlyFolders)) {
        return true;
      }
    }
    return false;
  };
}

function readRule(line: string): Rule | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const isNegated = text.startsWith('!');
  const bare = isNegated ? text.slice(1) : text;
  const onlyFolders = bare.endsWith('/');
  const pattern = onlyFolders ? bare.slice(0, -1) : bare;
  return { pattern: pattern.replace(/^\//, ''), isNegated, onlyFolders, isPath: pattern.includes('/') };
}
