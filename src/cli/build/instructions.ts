import { join, relative } from 'node:path';
import type { BuildPlan } from '../../build/index.ts';
import { shellWord } from '../shell-word.ts';

/** Where `capstan install` takes images from when it is told nothing else. */
const installersRegistry = 'ghcr.io';

/**
 * What is left to do after a release build; none of it is done by itself.
 * @param folder of the project
 * @param output where bin/ and charts/ went
 */
export function releaseInstructions(plan: BuildPlan, folder: string, output: string): string {
  const { version, registry, repository, branch, charts } = plan;
  const steps: string[] = [];
  if (plan.images.length > 0) {
    steps.push(`publish the images to ${registry}/${repository}:`, `    ${program(output, 'bin/images/publish.sh')}`);
  }
  if (charts !== undefined) {
    const moved = output === folder ? '' : ` as ${charts.to}/`;
    steps.push(
      `commit ${place(output, charts.to)}/${moved} and merge it into ${branch} by a pull request: the installer fetches charts from there`,
    );
  }
  steps.push(`tag the merged commit: git tag ${version} && git push origin ${version}`);
  const files = plan.clis.length > 0 ? [`${place(output, 'bin/clis')}/*`] : [];
  if (plan.adminTools !== undefined) files.push(place(output, plan.adminTools));
  steps.push(
    `make the release ${version} with its notes${files.length > 0 ? `, and attach ${files.join(' and ')}` : ''}`,
  );
  const lines = [`This was a release build of ${version}. Nothing of it is published yet:`, '', ...numbered(steps), ''];
  if (charts !== undefined) {
    const host = registry === installersRegistry ? '' : ` IMAGE_REPOSITORY_HOST=${shellWord(registry)}`;
    const settings = `CHART_VERSION=${version} REPOSITORY=${repository} BRANCH=${shellWord(branch)}${host}`;
    const install = `    ${settings} ${program(folder, 'installer/installer.sh')}`;
    lines.push('To install it:', `${install} --prepare`, `${install} --install`, '');
  }
  return lines.join('\n');
}

/** As a shell that is where this process is finds it. */
function place(folder: string, path: string): string {
  const whole = join(folder, path);
  const short = relative('.', whole);
  return shellWord(short.startsWith('..') ? whole : short);
}

/** A name without a slash would be sought on the PATH. */
function program(folder: string, path: string): string {
  const found = place(folder, path);
  return /^'?\//.test(found) ? found : `./${found}`;
}

/** Lines that begin with blanks belong to the step before. */
function numbered(steps: readonly string[]): string[] {
  let number = 0;
  return steps.map((step) => {
    if (step.startsWith(' ')) return `  ${step}`;
    number += 1;
    return `  ${number}. ${step}`;
  });
}
