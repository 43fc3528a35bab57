import { prepareGit } from './git-step.ts';
import { prepareModule } from './module-step.ts';
import { prepareRun } from './run-step.ts';
import type { PreparedStep, StepPlace, StepRun } from './step.ts';

const sources = { run: prepareRun, git: prepareGit, module: prepareModule } as const;

/**
 * Looks at a step without running any of it: the words of its command line, and whether the program is there.
 * @throws CapstanError PARAMS_INVALID, STEP_INVALID
 */
export function prepareStep(step: StepRun, place: StepPlace): PreparedStep {
  return sources[step.task](step, place);
}
