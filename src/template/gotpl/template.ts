import { compileTree, type Program } from './compile.ts';
import type { CompileOptions } from './compiled.ts';
import { isEmptyList, type Source, type Tree } from './nodes.ts';

/** The templates that can be named while one executes. */
export interface Templates {
  /** Of the set, for messages. */
  readonly name: string;
  find(name: string): Template | undefined;
  /** The text as a template, and these templates with what it defines over them. @throws TemplateError of kind `syntax`. */
  parseText(text: string): [template: Template, templates: Templates];
}

/** A parsed template, compiled when it is first executed. */
export class Template {
  readonly source: Source;
  readonly isEmpty: boolean;
  private readonly options: CompileOptions;
  /** Let go once it is compiled: closures hold what nodes they need. */
  private tree: Tree | undefined;
  private compiled: Program | undefined;

  constructor(tree: Tree, options: CompileOptions) {
    const { name, parseName, text } = tree;
    this.source = { name, parseName, text };
    this.tree = tree;
    this.options = options;
    this.isEmpty = isEmptyList(tree.root);
  }

  get program(): Program {
    if (this.tree) {
      this.compiled = compileTree(this.tree, this.options);
      this.tree = undefined;
    }
    return this.compiled!;
  }
}
