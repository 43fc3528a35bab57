import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentKind } from '../components/index.ts';
import { type Deployment, deploymentFile, type Recorded } from './deployment.ts';

const kinds: readonly ComponentKind[] = ['scripts', 'helm', 'terraform'];

/** Something was brought about in a component's folder and is not removed: an attempt that came to nothing is nothing. */
export function isInUse(folder: string): boolean {
  const deployment = read(join(folder, deploymentFile));
  if (deployment === 'broken') return true; // nobody knows
  return kinds.some((kind) => {
    const recorded = deployment?.[kind];
    return recorded !== undefined && recorded.status !== 'REMOVED' && hasComeAbout(recorded, folder);
  });
}

function hasComeAbout({ status, specs, release }: Recorded, folder: string): boolean {
  return (
    status === 'COMPLETED' ||
    specs !== undefined ||
    release?.revision !== undefined ||
    existsSync(join(folder, 'terraform.tfstate'))
  );
}

function read(file: string): Partial<Deployment> | undefined | 'broken' {
  if (!existsSync(file)) return undefined;
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Partial<Deployment> | null) ?? 'broken';
  } catch {
    return 'broken';
  }
}
