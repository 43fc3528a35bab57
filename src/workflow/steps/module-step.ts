import { existsSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { splitWords } from '../../params/index.ts';
import { atHome } from './home-path.ts';
import type { PreparedStep, StepPlace, StepRun } from './step.ts';

/**
 * `module`: `FILE[#FUNCTION]`, a JavaScript or TypeScript module of the home; without a function its default export. It runs
 * in a process of its own, as every step does: it can be ended, and what it breaks is not the worker.
 * @throws CapstanError PARAMS_INVALID, STEP_INVALID
 */
export function prepareModule(step: StepRun, place: StepPlace): PreparedStep {
  const [target = '', ...more] = splitWords(step.params).map((word) => atHome(word, place.home));
  if (more.length > 0)
    throw new CapstanError('STEP_INVALID', 'a module takes no arguments: it is handed phase, params and user');
  const [path = '', name = 'default', ...rest] = target.split('#');
  if (path === '' || rest.length > 0 || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) {
    throw new CapstanError('STEP_INVALID', `${JSON.stringify(target)} does not name a function of a module`, {
      hint: 'write: FILE.ts#FUNCTION',
    });
  }
  const file = resolve(place.home, path);
  if (!/\.[cm]?[jt]s$/.test(file))
    throw new CapstanError('STEP_INVALID', `${path} is no JavaScript or TypeScript module`);
  if (!existsSync(file)) throw new CapstanError('STEP_INVALID', `there is no module ${file}`);
  if (!realpathSync(file).startsWith(realpathSync(place.home) + sep)) {
    throw new CapstanError('STEP_INVALID', `${path} lies outside of the home`, {
      hint: `copy it into ${place.home}, and name it from there`,
    });
  }
  const [program, ...args] = place.moduleHost;
  return { title: target, run: (tools) => tools.run({ file: program, args: [...args, file, name] }) };
}
