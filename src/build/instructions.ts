import type { BuildPlan } from './plan/index.ts';

/** Where `capstan install` takes images from when it is told nothing else. */
const installersRegistry = 'ghcr.io';

/** What is left to do after a release build; none of it is done by itself. */
export function releaseInstructions(plan: BuildPlan): string {
  const { version, registry, repository, branch } = plan;
  const steps: string[] = [];
  if (plan.images.length > 0) {
    steps.push(`publish the images to ${registry}/${repository}:`, '    ./bin/images/publish.sh');
  }
  if (plan.charts !== undefined) {
    steps.push(
      `commit ${plan.charts.to}/ and merge it into ${branch} by a pull request: the installer fetches charts from there`,
    );
  }
  steps.push(`tag the merged commit: git tag ${version} && git push origin ${version}`);
  const files = [...(plan.clis.length > 0 ? ['bin/clis/*'] : []), ...(plan.adminTools ? [plan.adminTools] : [])];
  steps.push(
    `make the release ${version} with its notes${files.length > 0 ? `, and attach ${files.join(' and ')}` : ''}`,
  );
  const host = registry === installersRegistry ? '' : ` IMAGE_REPOSITORY_HOST=${registry}`;
  const settings = `CHART_VERSION=${version} REPOSITORY=${repository} BRANCH=${branch}${host}`;
  return [
    `This was a release build of ${version}. Nothing of it is published yet:`,
    '',
    ...numbered(steps),
    '',
    'To install it:',
    `    ${settings} ./installer/installer.sh --prepare`,
    `    ${settings} ./installer/installer.sh --install`,
    '',
  ].join('\n');
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
