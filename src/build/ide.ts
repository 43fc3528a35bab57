import { CapstanError } from '../errors/index.ts';

/** Ports of every node that lead to a debug build's programs. */
const debuggers = [
  { name: 'knitd', port: 30_990 },
  { name: 'knitd-backend', port: 30_991 },
] as const;

export const editors = ['vscode'] as const;

/**
 * What an editor has to be told to attach to the programs of a debug build. Any node of the cluster will do: the editor asks which.
 * @throws CapstanError USAGE for an editor that is not known
 */
export function editorConfiguration(editor: string): object {
  if (editor !== 'vscode') {
    throw new CapstanError('USAGE', `--ide: "${editor}" is not known`, { hint: `one of ${editors.join(', ')}` });
  }
  return {
    version: '0.2.0',
    configurations: debuggers.map(({ name, port }) => ({
      name: `attach to ${name}`,
      type: 'node',
      request: 'attach',
      address: '${input:node}',
      port,
      localRoot: '${workspaceFolder}',
      restart: true,
      skipFiles: ['<node_internals>/**'],
    })),
    inputs: [
      { id: 'node', type: 'promptString', description: 'Address of a node of the cluster', default: '10.10.0.3' },
    ],
  };
}
