import { relative } from 'node:path';
import type { BuildPlan, BuildResult } from '../../build/index.ts';
import { formatTable } from '../table.ts';

/** What will be built, for people. */
export function printPlan(plan: BuildPlan): string {
  const rows = [
    ...plan.images.flatMap(({ component, images, list }) => [
      ...images.map(({ tag, arches }) => ['image', `${component}:${tag}`, arches.join(', ')]),
      ...(images.some(({ tag }) => tag === list) ? [] : [['list', `${component}:${list}`, archesOf(images)]]),
    ]),
    ...plan.clis.map(({ path, form }) => ['cli', path, form]),
    ...(plan.charts?.packages ?? []).map((path) => ['chart', path, '']),
    ...(plan.adminTools === undefined ? [] : [['tools', plan.adminTools, '']]),
  ];
  return `${headline(plan)}\n${rows.length === 0 ? '' : `${trimmed(formatTable(rows, 0))}\n`}`;
}

function archesOf(images: readonly { readonly arches: readonly string[] }[]): string {
  return images.flatMap(({ arches }) => arches).join(', ');
}

/** What was built, for people. */
export function printResult(plan: BuildPlan, { images, charts }: BuildResult): string {
  const rows = [
    ...(images?.components ?? []).flatMap(({ name, tag: list, images: built }) => [
      ...built.map(({ tag, arch, digest, size }) => [
        'image',
        `${name}:${tag}`,
        arch,
        digest.slice(0, 19),
        `${(size / 1_000_000).toFixed(1)} MB`,
      ]),
      ...(built.some(({ tag }) => tag === list)
        ? []
        : [['list', `${name}:${list}`, built.map(({ arch }) => arch).join(', ')]]),
    ]),
    ...plan.clis.map(({ path, form }) => ['cli', path, form]),
    ...charts.map(({ file, digest }) => [
      'chart',
      relative('.', file),
      plan.appVersion,
      `sha256:${digest.slice(0, 12)}`,
    ]),
    ...(plan.adminTools === undefined ? [] : [['tools', plan.adminTools]]),
  ];
  return `${headline(plan)}\n${rows.length === 0 ? '' : `${trimmed(formatTable(rows, 0))}\n`}`;
}

function headline({ mode, isDebug, version, appVersion, commit, isDirty, charts }: BuildPlan): string {
  const pull = charts === undefined ? '' : `; charts pull ${appVersion}`;
  const differs = isDirty ? ', which the working copy differs from' : '';
  const of = commit === '' ? '' : `, commit ${commit.slice(0, 12)}`;
  return `${mode} build${isDebug ? ' for a debugger' : ''} of ${version}${of}${differs}${pull}`;
}

function trimmed(table: string): string {
  return table.replace(/[\t ]+$/gm, '');
}
