import { CapstanError } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';
import type { IncludeTarget } from './context.ts';
import { libraryFile } from './library/index.ts';
import { TemplateProgram } from './program.ts';
import { type Translated, translate } from './template.ts';

/**
 * The Eta templates of a chart, its subcharts included, as Go templates that write the same.
 * @param sources by the names that Helm gives them: `web/templates/x.yaml.eta`, `web/charts/base/templates/_x.eta`
 * @param prefix of the names of the library's templates
 * @returns the same in Go, and one file more: the library
 * @throws CapstanError TEMPLATE_UNPORTABLE or TEMPLATE_SYNTAX with the place
 */
export function compilePortableSet(sources: readonly TemplateSource[], prefix: string): TemplateSource[] {
  const set = new PortableSet(sources, prefix);
  const [[chart = ''] = []] = sources.map(({ name }) => name.split('/'));
  const files = set.compile();
  return [...files, { name: `${chart}/templates/_eta.tpl`, text: libraryFile(set.used, prefix) }];
}

/** `x.yaml.eta` is `x.yaml` in Go, `_x.yaml.eta` is `_x.yaml.tpl`. */
export function portableName(name: string): string {
  return isPartial(name) ? name.replace(/\.eta$/, '.tpl') : name.replace(/\.eta$/, '');
}

class PortableSet {
  readonly used = new Set<string>();
  private readonly programs: ReadonlyMap<string, TemplateProgram>;
  private readonly partials = new Map<string, Translated>();
  private readonly open = new Set<string>();
  private readonly prefix: string;

  constructor(sources: readonly TemplateSource[], prefix: string) {
    this.prefix = prefix;
    this.programs = new Map(sources.map((source) => [source.name, new TemplateProgram(source)]));
  }

  compile(): TemplateSource[] {
    const mains = [...this.programs.keys()]
      .filter((name) => !isPartial(name))
      .map((name) => ({ name: portableName(name), text: this.translate(name, 'main').text }));
    for (const name of this.programs.keys()) if (isPartial(name)) this.partial(name);
    const partials = [...this.partials].map(([name, { text }]) => ({
      name: isPartial(name) ? portableName(name) : name.replace(/([^/]*)\.eta$/, '_$1.tpl'),
      text: `{{- define ${JSON.stringify(name)} }}${text}{{ end }}\n`,
    }));
    return distinct([...mains, ...partials]);
  }

  private translate(name: string, role: 'main' | 'partial'): Translated {
    return translate(this.programs.get(name)!, {
      prefix: this.prefix,
      role,
      findInclude: (wanted) => this.target(name, wanted),
      uses: (name) => this.used.add(name),
    });
  }

  private partial(name: string): Translated {
    const known = this.partials.get(name);
    if (known) return known;
    this.open.add(name);
    const made = this.translate(name, 'partial');
    this.open.delete(name);
    this.partials.set(name, made);
    return made;
  }

  /** Of one that includes itself it is not known yet what it writes. */
  private target(from: string, wanted: string): IncludeTarget | undefined {
    const name = this.find(from, wanted);
    if (name === undefined) return undefined;
    return { name, order: this.open.has(name) ? 'keys' : this.partial(name).order };
  }

  /** As Eta's include() looks for a template. */
  private find(from: string, wanted: string): string | undefined {
    const inSubchart = wanted.replace(/^([^/]+)\//, 'charts/$1/templates/');
    let folder = from;
    while (folder !== '') {
      folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0));
      const within = (path: string) => (folder === '' ? path : `${folder}/${path}`);
      for (const path of [within(wanted), within(inSubchart)]) if (this.programs.has(path)) return path;
    }
    return undefined;
  }
}

function isPartial(name: string): boolean {
  return name.slice(name.lastIndexOf('/') + 1).startsWith('_');
}

function distinct(files: readonly TemplateSource[]): TemplateSource[] {
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name))
      throw new CapstanError('TEMPLATE_UNPORTABLE', `two templates become ${name}`, {
        place: { file: name },
        hint: 'rename one of them',
      });
    names.add(name);
  }
  return [...files];
}
