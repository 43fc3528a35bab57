import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { splitWords } from '../../params/index.ts';
import { findProgram } from '../../subprocess/index.ts';
import { environmentOf } from './environment.ts';
import { withoutUser } from './git-source.ts';
import { atHome } from './home-path.ts';
import type { PreparedStep, StepPlace, StepRun } from './step.ts';

/**
 * `run`: any executable with its arguments. A program with a slash in its name lies in the home unless it begins with one.
 * @throws CapstanError PARAMS_INVALID, STEP_INVALID
 */
export function prepareRun(step: StepRun, place: StepPlace): PreparedStep {
  const words = splitWords(step.params).map((word) => atHome(word, place.home));
  const [program, ...args] = words;
  if (program === undefined) throw new CapstanError('STEP_INVALID', 'the step names no program to run');
  const path = environmentOf(step, place)['PATH'] ?? '';
  const file = findProgram(program, place.home, path);
  if (file === undefined) throw notFound(program, place.home, path);
  return { title: withoutUser(step.params.trim()), run: (tools) => tools.run({ file, args }) };
}

function notFound(program: string, home: string, path: string): CapstanError {
  if (!program.includes('/')) {
    const folders = path.split(delimiter).join(', ');
    return new CapstanError('STEP_INVALID', `the program ${program} is in none of the folders of PATH (${folders})`);
  }
  const file = resolve(home, program);
  if (!existsSync(file)) return new CapstanError('STEP_INVALID', `there is no program ${file}`);
  return new CapstanError('STEP_INVALID', `${file} cannot be executed`, {
    hint: `make it executable (chmod +x ${file}), or name the program that reads it: bash ${file}`,
  });
}
