import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterFolder, clusterFolder } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

export interface TestEnvironment {
  readonly project: string;
  readonly folder: ClusterFolder;
  /** `.testenv`. */
  readonly file: string;
}

export const variables = ['KNIT_TEST_KUBECONFIG', 'KNIT_TEST_KUBECTX', 'KNIT_TEST_NAMESPACE'] as const;

export type TestVariables = Readonly<Record<(typeof variables)[number], string>>;

export function testEnvironment(project: string): TestEnvironment {
  return { project, folder: clusterFolder(join(project, '.capstan', 'testenv')), file: join(project, '.testenv') };
}

/** Lines that a shell reads, and editors do. */
export function testEnvText(values: TestVariables): string {
  const lines = variables.map((name) => `${name}=${quoted(values[name])}\n`);
  return `# of \`capstan testctl install\`\n${lines.join('')}`;
}

/** @throws CapstanError when it is not there or says too little */
export function readTestEnv({ file }: TestEnvironment): TestVariables {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CapstanError('CLUSTER_NOT_RUNNING', `there is no test environment: no ${file}`, {
      cause,
      hint: 'make one with `capstan testctl install`',
    });
  }
  const found = new Map(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, unquoted(value)]),
  );
  const missing = variables.filter((name) => !found.get(name));
  if (missing.length > 0) {
    throw new CapstanError('STATE_INVALID', `${file} does not say ${missing.join(', ')}`, {
      hint: 'write it anew with `capstan testctl install`',
    });
  }
  return Object.fromEntries(variables.map((name) => [name, found.get(name)])) as TestVariables;
}

function quoted(text: string): string {
  return /^[\w/.,:@%+=-]+$/.test(text) ? text : `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`;
}

function unquoted(text: string): string {
  const [, inner] = /^"(.*)"$/.exec(text) ?? [];
  return inner?.replaceAll(/\\(["\\$`])/g, '$1') ?? text;
}
