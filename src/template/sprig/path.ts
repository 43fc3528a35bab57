import { type Funcs, func } from '../go/index.ts';

const base = func(['string'], baseOf);
const dir = func(['string'], (path) => cleanPath(path.slice(0, path.lastIndexOf('/') + 1)));
const clean = func(['string'], cleanPath);
const ext = func(['string'], extensionOf);
const isAbs = func(['string'], (path) => path.startsWith('/'));

/** Go's path; filepath (`os…`) is the same on Linux, where Helm's own results come from. */
export const pathFuncs: Funcs = {
  base,
  dir,
  clean,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
};

function baseOf(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return end === 0 ? '/' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push('..');
  }
  return (isRooted ? '/' : '') + kept.join('/') || '.';
}

function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot < 0 || path.includes('/', dot) ? '' : path.slice(dot);
}
