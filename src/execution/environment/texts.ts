import { isAbsolute, join } from 'node:path';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { splitWords } from '../../params/index.ts';
import { type ComponentBase, expand } from '../components/index.ts';
import { inHome } from '../home/index.ts';
import { type Target, withHome } from './target.ts';

/** A text of a component for this target. */
export function textFor(text: string, field: string, entry: ComponentBase, { environment }: Target): string {
  const variables = { KUBECONFIG: '', ...environment }; // '': whichever counts, a pod's own
  return expand(text, variables, entry.place, `${field} of component ${entry.name}`);
}

/** A path of a component for this target; one that is not absolute lies in `folder`. */
export function pathFor(text: string, field: string, entry: ComponentBase, target: Target, folder: string): string {
  const home = target.environment['CLOUDMGR_HOME'] ?? '';
  const path = inHome(withHome(textFor(text, field, entry, target), target.environment), home);
  return isAbsolute(path) ? path : join(folder, path);
}

/** The words of `args`: parted first, so that what a variable holds is never parted. */
export function wordsFor(entry: ComponentBase, target: Target): string[] {
  const expandHere = (text: string) => textFor(text, 'args', entry, target);
  try {
    return entry.args.flatMap((text) => splitWords(text, expandHere));
  } catch (error) {
    if (!isCapstanError(error, 'PARAMS_INVALID')) throw error;
    throw new CapstanError('COMPONENT_INVALID', `args of component ${entry.name}: ${error.message}`, {
      place: entry.place,
      cause: error,
    });
  }
}
