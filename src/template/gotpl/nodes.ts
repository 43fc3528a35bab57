/** Where a template comes from. */
export interface Source {
  /** The template's own. */
  readonly name: string;
  /** The name of the text that it was parsed from, for messages. */
  readonly parseName: string;
  /** The whole text, of which the template may be a part. */
  readonly text: string;
}

/** One parsed template. */
export interface Tree extends Source {
  readonly root: ListNode;
}

interface At {
  /** In UTF-16 units of the tree's text. */
  readonly pos: number;
}

export interface ListNode extends At {
  readonly kind: 'list';
  readonly nodes: readonly Statement[];
}

export interface TextNode extends At {
  readonly kind: 'text';
  readonly text: string;
}

export interface ActionNode extends At {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

export interface BranchNode extends At {
  readonly kind: 'if' | 'range' | 'with';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface TemplateNode extends At {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface JumpNode extends At {
  readonly kind: 'break' | 'continue';
}

export interface PipeNode extends At {
  readonly kind: 'pipe';
  /** `=`, not `:=`. */
  readonly isAssign: boolean;
  readonly variables: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode extends At {
  readonly kind: 'command';
  /** At least one. */
  readonly operands: readonly Operand[];
}

export interface IdentifierNode extends At {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface VariableNode extends At {
  readonly kind: 'variable';
  /** The name with its `$`, then fields. */
  readonly names: readonly string[];
}

export interface FieldNode extends At {
  readonly kind: 'field';
  readonly names: readonly string[];
}

export interface ChainNode extends At {
  readonly kind: 'chain';
  readonly operand: Operand;
  readonly names: readonly string[];
}

export interface DotNode extends At {
  readonly kind: 'dot';
}

export interface NilNode extends At {
  readonly kind: 'nil';
}

export interface BoolNode extends At {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface StringNode extends At {
  readonly kind: 'string';
  readonly quoted: string;
  readonly value: string;
}

/** A constant with all the types that can hold it: Go's ideal constants in a small way. */
export interface NumberNode extends At {
  readonly kind: 'number';
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: Complex | undefined;
}

export type Complex = readonly [real: number, imaginary: number];

export type Literal = BoolNode | NumberNode | StringNode;
export type Operand = Literal | ChainNode | DotNode | FieldNode | IdentifierNode | NilNode | PipeNode | VariableNode;
export type Statement = ActionNode | BranchNode | JumpNode | TemplateNode | TextNode;
export type Node = CommandNode | ListNode | Operand | Statement;

/** Nothing but space. Comments are not kept. */
export function isEmptyList(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && goSpace.test(node.text));
}

const goSpace = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
