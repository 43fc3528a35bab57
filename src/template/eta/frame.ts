import { CapstanError } from '../../errors/index.ts';
import { encodeScalar } from '../../yaml/index.ts';
import { flattened, shortest } from '../flat-text.ts';
import { writeBlock } from './blocks.ts';
import type { Template } from './compile.ts';
import { runtimeError } from './failure.ts';
import { describe, functions } from './functions.ts';
import { missingHint } from './missing.ts';
import { placeOf } from './place.ts';
import type { Root } from './root.ts';

const functionNames = Object.keys(functions);
const functionValues = Object.values(functions);

/** The parameters of every template's code. */
export const parameters = ['__t', 'it', 'include', ...functionNames];

const maxDepth = 200;
/** As of Go templates. */
const maxLength = 32 * 1024 * 1024;

/** One rendering of one template: its output so far and where it stands. `at`, `text`, `value` and `raw` are for its code. */
export class Frame {
  at = 0;
  private out = '';
  private flatUpTo = shortest;
  private readonly set: ReadonlyMap<string, Template>;
  private readonly template: Template;
  private readonly data: unknown;
  private readonly root: Root;
  private readonly depth: number;
  /** The error of this frame that has its place already. */
  private refused: CapstanError | undefined;

  constructor(set: ReadonlyMap<string, Template>, template: Template, root: Root, data = root.data, depth = 0) {
    this.set = set;
    this.template = template;
    this.root = root;
    this.data = data;
    this.depth = depth;
  }

  run(): string {
    const include = (name: unknown, data: unknown = this.data) => this.include(name, data);
    try {
      this.template.run(this, this.data, include, ...functionValues);
      return this.out;
    } catch (error) {
      throw error === this.refused ? error : runtimeError(this.template, this.at, error);
    }
  }

  text(text: string): void {
    this.out += text;
    const { length } = this.out;
    if (length <= this.flatUpTo) return;
    if (length > maxLength) {
      throw new CapstanError('TEMPLATE_FAILED', `output is larger than ${maxLength} bytes`, {
        hint: 'look for a loop that never ends, or that goes over a number from the values',
      });
    }
    this.out = flattened(this.out);
    this.flatUpTo = Math.min(maxLength, length + Math.max(shortest, length / 8));
  }

  /** What `<%= value %>` writes. */
  value(value: unknown, tag: number): void {
    if (
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value))
    ) {
      this.text(this.template.isYaml ? encodeScalar(value) : String(value));
    } else if (typeof value === 'bigint') {
      this.text(String(value));
    } else {
      throw this.refuse(value, tag);
    }
  }

  /** What `<%~ text %>` writes. */
  raw(value: unknown, tag: number): void {
    if (value === null || value === undefined || typeof value === 'object' || typeof value === 'function') {
      throw this.refuse(value, tag);
    }
    const block = this.template.generated.blocks[tag];
    this.text(block ? writeBlock(String(value), block) : String(value));
  }

  private include(name: unknown, data: unknown): string {
    const template = typeof name === 'string' ? this.find(name) : undefined;
    if (!template)
      throw new CapstanError('TEMPLATE_FAILED', `include() finds no template ${String(name)}`, { hint: includeHint });
    if (this.depth >= maxDepth) {
      throw new CapstanError('TEMPLATE_FAILED', `include() nests more than ${maxDepth} templates`, {
        hint: 'a template includes itself without an end',
      });
    }
    const render = () => new Frame(this.set, template, this.root, data, this.depth + 1).run();
    const text = data === this.root.data ? this.root.once(template, render) : render();
    return text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  /** By its whole name, or beside the including file, or in a folder above that; `chart/name`: in that subchart's templates. */
  private find(name: string): Template | undefined {
    const inSubchart = name.replace(/^([^/]+)\//, 'charts/$1/templates/');
    let folder = this.template.source.name;
    while (folder !== '') {
      folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0));
      const within = (path: string) => this.set.get(folder === '' ? path : `${folder}/${path}`);
      const template = within(name) ?? within(inSubchart);
      if (template) return template;
    }
    return undefined;
  }

  private refuse(value: unknown, tagNumber: number): CapstanError {
    const { source, generated } = this.template;
    const tag = generated.tags[tagNumber]!;
    const path = /^[\w$]+(?:\??\.[\w$]+|\??\.?\[(?:\d+|'[^']*'|"[^"]*")\])*$/.test(tag.code) ? tag.code : undefined;
    const sign = tag.type === 'raw' ? '~' : '=';
    const what = path ?? `the value of <%${sign} … %>`;
    this.refused = new CapstanError(
      'TEMPLATE_FAILED',
      `template ${source.name} failed: ${what} is ${describe(value)}`,
      {
        place: placeOf(source, tag.codeOffset),
        hint: hintFor(value, path),
      },
    );
    return this.refused;
  }
}

const includeHint = "name it as its file is called in templates/, ending included: include('_labels.yaml.eta', it)";

function hintFor(value: unknown, path: string | undefined): string {
  if (value === null || value === undefined) return missingHint(path);
  if (typeof value === 'object') return 'write an object or a list as a block: <%~ yaml(x) %>';
  return typeof value === 'function' ? 'call it: <%= f(x) %>' : 'write text, a number or a boolean';
}
