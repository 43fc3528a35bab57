export const NodeKind = { Scalar: 0, Sequence: 1, Mapping: 2, Alias: 3 } as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

export class Node {
  readonly kind: NodeKind;
  /** Where it starts; the first line is 0. */
  readonly line: number;
  /** In its long form, `tag:yaml.org,2002:str`; '' for none. */
  readonly tag: string;
  /** A scalar's text, an alias' name. */
  readonly value: string;
  /** Of a scalar: whether its type shows in its text alone. */
  readonly isImplicit: boolean;
  /** A sequence's items; a mapping's keys and values in turns. */
  readonly children: Node[];
  /** What an alias stands for. */
  readonly target: Node | undefined;

  constructor(kind: NodeKind, line: number, tag: string, value: string, isImplicit: boolean, target?: Node) {
    this.kind = kind;
    this.line = line;
    this.tag = tag;
    this.value = value;
    this.isImplicit = isImplicit;
    this.children = kind === NodeKind.Sequence || kind === NodeKind.Mapping ? [] : none;
    this.target = target;
  }
}

const none: Node[] = [];

/** Whether a key is `<<`. */
export function isMerge(node: Node): boolean {
  return (
    node.value === '<<' && node.kind === NodeKind.Scalar && (node.isImplicit || node.tag === 'tag:yaml.org,2002:merge')
  );
}
