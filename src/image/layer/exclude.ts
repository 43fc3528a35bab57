import { matchesGlob } from 'node:path';

/** Stands for every dot: those that a name begins with are out of a glob's reach otherwise. */
const dot = '\u{f02e}';

/**
 * Whether a path, or a folder by its own path, is left out. Hidden names are names as all others: `**` that passed over `.env`
 * would put it into an image.
 * @param path relative to the folder that the globs are of
 */
export function isExcluded(path: string, globs: readonly string[] = []): boolean {
  if (globs.length === 0) return false;
  const plain = path.replaceAll('.', dot);
  return globs.some((glob) => matchesGlob(plain, withoutDots(glob)));
}

/** `{1..3}` keeps its dots: no name has them. */
function withoutDots(glob: string): string {
  const trimmed = glob.replace(/^(?:\.\/)+|\/$/g, '');
  return trimmed.replace(/(\{[^{},/]*\.\.[^{},/]*\})|\./g, (_, range?: string) => range ?? dot);
}
