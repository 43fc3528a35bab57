import { matchPath, pathMatcher } from './path-match.ts';

/** Of a path relative to the chart: is it left out of the chart? */
export type Ignore = (path: string, isFolder: boolean) => boolean;

interface Rule {
  readonly isNegated: boolean;
  readonly onlyFolders: boolean;
  readonly matches: (path: string) => boolean;
}

/** A line of .helmignore that Helm does not take, in its words. */
export class BadIgnoreRule extends Error {}

/**
 * The rules of a .helmignore file, with Helm's default `templates/.?*` behind them. As in Helm, the first rule that
 * matches decides, and a negated rule ignores all that it does not match.
 * @throws BadIgnoreRule, BadPattern
 */
export function readIgnoreRules(text: string): Ignore {
  const rules = [...text.replace(/^\ufeff/, '').split('\n'), 'templates/.?*']
    .map(readRule)
    .filter((rule) => rule !== undefined);
  return (path, isFolder) => {
    for (const { isNegated, onlyFolders, matches } of rules) {
      if (isNegated) {
        if ((onlyFolders && !isFolder) || !matches(path)) return true;
      } else if ((isFolder || !onlyFolders) && matches(path)) {
        return true;
      }
    }
    return false;
  };
}

function readRule(line: string): Rule | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  if (text.includes('**')) throw new BadIgnoreRule('double-star (**) syntax is not supported');
  // Helm tries each rule on this text, and takes it unless that fails
  matchPath(text, 'abc');
  const isNegated = text.startsWith('!');
  const bare = isNegated ? text.slice(1) : text;
  const onlyFolders = bare.endsWith('/');
  const pattern = onlyFolders ? bare.slice(0, -1) : bare;
  const isMatch = pathMatcher(pattern.replace(/^\/+/, ''));
  // a pattern with a slash names a path from the chart's top, else it is held against the last segment alone
  const matches = pattern.includes('/') ? isMatch : (path: string) => isMatch(path.slice(path.lastIndexOf('/') + 1));
  return { isNegated, onlyFolders, matches };
}
