import type { TreeNode } from '../../view/index.ts';
import { cut, lengthOf, type Paint, toneOf } from '../releases/index.ts';

const marks = { Current: '✓', InProgress: '…', Failed: '✗', Terminating: '…', Unknown: '?' } as const;

interface Line {
  readonly branch: string;
  readonly node: TreeNode;
}

/** A line each, states in a column of their own where the terminal leaves room for it. */
export function drawTree(tree: TreeNode, paint: Paint, width: number | undefined): string {
  const lines = linesOf(tree, '', '');
  const longest = Math.max(...lines.map(({ branch, node }) => lengthOf(branch + node.title)));
  const column = width === undefined ? longest : Math.min(longest, Math.max(width - 24, 20));
  return lines.map((line) => `${drawLine(line, column, paint, width)}\n`).join('');
}

function drawLine({ branch, node }: Line, column: number, paint: Paint, width: number | undefined): string {
  const { title, readiness } = node;
  const shown = cut(title, column, lengthOf(branch));
  const space = ' '.repeat(Math.max(0, column - lengthOf(branch + shown)) + 2);
  const used = lengthOf(branch + shown + space) + 2;
  const message = cut(readiness.message, width, used);
  return `${paint('dim', branch)}${shown}${space}${paint(toneOf(readiness), `${marks[readiness.status]} ${message}`)}`;
}

function linesOf(node: TreeNode, branch: string, indent: string): Line[] {
  const last = node.children.length - 1;
  return [
    { branch, node },
    ...node.children.flatMap((child, index) =>
      linesOf(child, indent + (index === last ? '└── ' : '├── '), indent + (index === last ? '    ' : '│   ')),
    ),
  ];
}
