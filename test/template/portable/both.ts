import type { Chart, Values } from '../../../src/chart/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { localCapabilities, renderFiles } from '../../../src/render/index.ts';
import { compilePortable } from '../../../src/template/index.ts';

/** What a chart's templates write, or why they do not. */
export interface Outcome {
  /** By the name of the template in Go. */
  readonly texts: Readonly<Record<string, string>>;
  readonly error: string | undefined;
}

export type Templates = Readonly<Record<string, string>>;

/** Templates by their names in `templates/`; one text alone is that of `x.yaml.eta`. */
export function named(templates: string | Templates): Templates {
  return typeof templates === 'string' ? { 'x.yaml.eta': templates } : templates;
}

/** The same templates in Go, by their names in `templates/`. @throws CapstanError TEMPLATE_UNPORTABLE */
export function compiled(templates: string | Templates): Templates {
  const sources = Object.entries(named(templates)).map(([name, text]) => ({ name: `c/templates/${name}`, text }));
  const files = compilePortable(sources, 'c');
  return Object.fromEntries(files.map(({ name, text }) => [name.slice('c/templates/'.length), text]));
}

const capabilities = localCapabilities({ kubeVersion: '1.34.0' });
const release = { name: 'rel', namespace: 'ns', revision: 3, isInstall: false, isUpgrade: true };

export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => object;

export function render(templates: Templates, values: object, lookup?: Lookup): Outcome {
  const input = { chart: chartOf(templates), values: values as Values, release, capabilities };
  try {
    const { files, notes } = renderFiles({ ...input, ...(lookup ? { lookup } : {}) });
    const texts = files.map(({ name, text }) => [name.replace(/^c\/templates\/|\.eta$/g, ''), text]);
    return {
      texts: { ...Object.fromEntries(texts), ...(notes === '' ? {} : { 'NOTES.txt': notes }) },
      error: undefined,
    };
  } catch (error) {
    if (!isCapstanError(error) || error.code === 'INTERNAL') throw error;
    return { texts: {}, error: error.message };
  }
}

export const metadata = { apiVersion: 'v2', name: 'c', version: '1.2.3', appVersion: '4.5', type: 'application' };

/** A chart of templates alone, and two files. */
export function chartOf(templates: Templates): Chart {
  return {
    metadata,
    values: {},
    schema: undefined,
    templates: Object.entries(templates).map(([name, text]) => ({
      path: `templates/${name}`,
      data: Buffer.from(text),
    })),
    crds: [],
    lock: undefined,
    raw: [],
    warnings: [],
    files: [{ path: 'files/a.txt', data: Buffer.from('alpha: "{{ x }}"\nbeta\n') }],
    dependencies: [],
    digest: '',
  };
}
