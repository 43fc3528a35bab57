import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { readValues, renderExpression } from './candidate.ts';
import { capstanTemplate } from './commands.ts';
import { isSame, tell } from './compare.ts';
import { charts, type GeneratedChart, type Subject, templates, values } from './generator/index.ts';
import { type Answer, noAnswer, type Oracle } from './oracle.ts';

const sets = ['s64=5,sList={1,a}'];

/** A template with values. */
export function templateSubject(oracle: Oracle): Subject<readonly [string, object]> {
  return {
    inputs: fc.tuple(templates, values),
    async compare(inputs) {
      const answers = await oracle.askAll(
        inputs.map(([text, values]) => ({ op: 'expr', text, values: JSON.stringify(values), set: sets })),
      );
      return inputs.map(([text, values], at) => {
        const want = settled(answers[at]!);
        if (answers[at] === noAnswer) return undefined;
        const got = renderExpression(text, () => readValues(JSON.stringify(values), sets));
        if (isSame(want, got)) return undefined;
        return `${text}\n  values:  ${JSON.stringify(values)}\n  helm:    ${tell(want)}\n  capstan: ${tell(got)}`;
      });
    },
  };
}

/** A small chart, through the command line. */
export function chartSubject(oracle: Oracle): Subject<GeneratedChart> {
  const scratch = scratchFolder();
  return {
    inputs: charts,
    async compare(inputs) {
      const root = mkdtempSync(join(scratch, 'batch-'));
      const differences: (string | undefined)[] = [];
      for (const [at, input] of inputs.entries())
        differences.push(await compareChart(input, join(root, String(at)), oracle));
      rmSync(root, { recursive: true });
      return differences;
    },
  };
}

async function compareChart({ files, user }: GeneratedChart, cwd: string, oracle: Oracle): Promise<string | undefined> {
  for (const [path, text] of Object.entries(files)) writeText(join(cwd, 'c', path), text);
  writeText(join(cwd, 'user.yaml'), user);
  const answer = oracle.ask({
    op: 'template',
    chart: join(cwd, 'c'),
    flags: { name: 'rel', files: [join(cwd, 'user.yaml')], kubeVersion: '1.34.0' },
  });
  const words = ['rel', join(cwd, 'c'), '-f', join(cwd, 'user.yaml'), '--kube-version', '1.34.0'];
  const { stdout, error } = await capstanTemplate(words, cwd);
  const answered = await answer;
  if (answered === noAnswer) return undefined;
  const want = settled(answered);
  const got = { output: error === undefined ? stdout : '', error };
  if (isSame({ ...want, error: want.error?.replaceAll(cwd, 'CWD') }, got)) return undefined;
  const listing = Object.entries({ ...files, '/user.yaml': user }).map(([path, text]) => `-- ${path} --\n${text}`);
  return `${listing.join('')}\n  helm:    ${tell(want)}\n  capstan: ${tell(got)}`;
}

function settled({ output, error }: Answer): { output: string; error: string | undefined } {
  return { output: error === undefined ? output : '', error };
}
