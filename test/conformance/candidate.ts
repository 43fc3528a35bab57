import { applySet, type Chart, type Values } from '../../src/chart/index.ts';
import { isCapstanError, messageOf } from '../../src/errors/index.ts';
import { localCapabilities, renderFiles } from '../../src/render/index.ts';
import { toBytes } from '../../src/template/go/text.ts';
import { readGoYaml } from '../../src/yaml/index.ts';

export interface Outcome {
  readonly output: string;
  readonly error: string | undefined;
}

/** What Capstan makes of a template, in the chart that the oracle makes for its `expr`. */
export function renderExpression(template: string, values: Values | (() => Values)): Outcome {
  return renderTemplates({ 'templates/t': template }, values, ([file]) => file?.text ?? '');
}

/** The same of several templates, each output with its name in front. */
export function renderTemplates(
  templates: Readonly<Record<string, string>>,
  values: Values | (() => Values),
  print = (files: readonly { name: string; text: string }[]) =>
    files.map(({ name, text }) => `== ${name}\n${text}`).join(''),
): Outcome {
  try {
    const given = typeof values === 'function' ? values() : values;
    return { output: print(renderFiles(inputOf(templates, given as Values)).files), error: undefined };
  } catch (error) {
    const known = isCapstanError(error) && error.code !== 'INTERNAL';
    return { output: '', error: known ? error.message : `${messageOf(error)}\n${(error as Error).stack}` };
  }
}

export function readValues(yaml: string, sets: readonly string[] = []): Values {
  const values = (readGoYaml(yaml) ?? {}) as Values;
  return sets.reduce((values, set) => applySet(values, set, 'typed'), values);
}

const capabilities = localCapabilities({ kubeVersion: '1.34.0' });
const release = { name: 'rel', namespace: 'ns', revision: 1, isInstall: true, isUpgrade: false };

const files = [
  { path: 'files/a.txt', data: Buffer.from('alpha\nbeta\n') },
  { path: 'files/b.bin', data: Buffer.from([0xff, 0, 0x78]) },
  { path: 'files/empty', data: Buffer.alloc(0) },
  { path: 'config.yaml', data: Buffer.from('a: 1\n') },
];

const metadata = {
  apiVersion: 'v2',
  name: 'c',
  version: '1.2.3',
  appVersion: '4.5',
  description: 'expressions',
  type: 'application',
  keywords: ['a', 'b'],
  annotations: { k: 'v' },
  maintainers: [{ name: 'N', email: 'n@example.com' }],
};

function inputOf(templates: Readonly<Record<string, string>>, values: Values) {
  const chart: Chart = {
    metadata,
    values: {},
    schema: undefined,
    templates: Object.entries(templates).map(([path, text]) => ({ path, data: Buffer.from(toBytes(text)) })),
    crds: [],
    lock: undefined,
    raw: [],
    warnings: [],
    files,
    dependencies: [],
    digest: '',
  };
  return { chart, values, release, capabilities };
}
