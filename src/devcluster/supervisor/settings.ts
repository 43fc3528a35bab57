import { readFileSync } from 'node:fs';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { writeWhole } from '../write-whole.ts';
import { type ClusterFolder, checkOwner } from './folder.ts';

/** What a cluster was made with; it stays so until it is destroyed. */
export interface ClusterSettings {
  readonly nodes: 'simulated' | 'real';
  readonly count: number;
  /** 0: no registry. */
  readonly registryPort: number;
  /** Every request's metadata is written to control-plane/audit.log. */
  readonly audit: boolean;
}

/** Undefined when no cluster was made in the folder. @throws CapstanError STATE_INVALID */
export function readSettings(folder: ClusterFolder): ClusterSettings | undefined {
  checkOwner(folder);
  const path = folder.settings;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
  try {
    return checked(JSON.parse(text));
  } catch (error) {
    throw unusable(path, error);
  }
}

export function writeSettings(folder: ClusterFolder, settings: ClusterSettings): void {
  writeWhole(folder.settings, `${JSON.stringify(settings, undefined, 2)}\n`);
}

function checked(value: unknown): ClusterSettings {
  const { nodes, count, registryPort, audit } = (value ?? {}) as Partial<ClusterSettings>;
  if (nodes !== 'simulated' && nodes !== 'real') throw new Error(`nodes is ${JSON.stringify(nodes)}`);
  if (!Number.isInteger(count) || !Number.isInteger(registryPort))
    throw new Error('count or registryPort is no number');
  return { nodes, count: count as number, registryPort: registryPort as number, audit: audit === true };
}

function unusable(path: string, cause: unknown): CapstanError {
  return new CapstanError('STATE_INVALID', `${path} cannot be used: ${messageOf(cause)}`, { cause });
}
