import { quote } from '../go/index.ts';
import type { BranchNode, CommandNode, Node, PipeNode } from './nodes.ts';

/** The node as source, in Go's spelling: what stands within `<…>` in messages. */
export function printNode(node: Node): string {
  switch (node.kind) {
    case 'list':
      return node.nodes.map(printNode).join('');
    case 'text':
      return node.text;
    case 'action':
      return `{{${printPipe(node.pipe)}}}`;
    case 'if':
    case 'range':
    case 'with':
      return printBranch(node);
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe ? ` ${printPipe(node.pipe)}` : ''}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'pipe':
      return printPipe(node);
    case 'command':
      return printCommand(node);
    case 'chain':
      return [inParens(node.operand), ...node.names].join('.');
    case 'field':
      return `.${node.names.join('.')}`;
    case 'variable':
      return node.names.join('.');
    case 'identifier':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'string':
      return node.quoted;
    case 'number':
      return node.text;
  }
}

function printBranch(node: BranchNode): string {
  const otherwise = node.elseList ? `{{else}}${printNode(node.elseList)}` : '';
  return `{{${node.kind} ${printPipe(node.pipe)}}}${printNode(node.list)}${otherwise}{{end}}`;
}

function printPipe(pipe: PipeNode): string {
  const commands = pipe.commands.map(printCommand).join(' | ');
  if (pipe.variables.length === 0) return commands;
  return `${pipe.variables.map(printNode).join(', ')} ${pipe.isAssign ? '=' : ':='} ${commands}`;
}

function printCommand(command: CommandNode): string {
  return command.operands.map(inParens).join(' ');
}

function inParens(node: Node): string {
  return node.kind === 'pipe' ? `(${printPipe(node)})` : printNode(node);
}
