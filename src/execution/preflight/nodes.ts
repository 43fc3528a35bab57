import { type KubeObject, parseQuantity } from '../../cluster/index.ts';

/** One line of the report. */
export interface Check {
  readonly what: string;
  /** advice: good to have; without it services run all the same. */
  readonly result: 'ok' | 'failed' | 'advice';
  readonly found: string;
  /** What to do. */
  readonly hint?: string;
}

const roleLabel = 'omegaml.io/role';
/** What the system needs on one node, and what a person who works with data needs on another. */
const needed = { cores: 4, bytes: 8e9 };

export function checkSystemNode(nodes: readonly KubeObject[]): Check {
  const what = `a node with ${roleLabel}=system, 4 cores and 8 GB`;
  const labelled = nodes.filter((node) => node.metadata.labels?.[roleLabel] === 'system');
  const large = labelled.find(isLarge);
  if (large) return { what, result: 'ok', found: describe(large) };
  if (labelled.length > 0) {
    return {
      what,
      result: 'failed',
      found: labelled.map(describe).join('; '),
      hint: 'add a larger node with that label',
    };
  }
  const candidate = nodes.find(isLarge)?.metadata.name ?? 'NODE';
  return {
    what,
    result: 'failed',
    found: nodes.length === 0 ? 'the cluster has no nodes' : `none of ${nodes.length} nodes has the label`,
    hint: `kubectl label node ${candidate} ${roleLabel}=system`,
  };
}

/** Data science is none without; the system itself is. */
export function checkWorkerNode(nodes: readonly KubeObject[]): Check {
  const what = 'another node of 4 cores and 8 GB for data science';
  const found = nodes.find((node) => node.metadata.labels?.[roleLabel] !== 'system' && isLarge(node));
  if (found) return { what, result: 'ok', found: describe(found) };
  return {
    what,
    result: 'advice',
    found: 'none',
    hint: `the system runs without; to work with data, add one with ${roleLabel}=worker`,
  };
}

function isLarge(node: KubeObject): boolean {
  const { cores, bytes } = sizeOf(node);
  return cores >= needed.cores && bytes >= needed.bytes;
}

function describe(node: KubeObject): string {
  const { cores, bytes } = sizeOf(node);
  return `${node.metadata.name}: ${Math.round(cores * 10) / 10} cores, ${(bytes / 1e9).toFixed(1)} GB`;
}

function sizeOf(node: KubeObject): { readonly cores: number; readonly bytes: number } {
  const { capacity: { cpu = '', memory = '' } = {} } = (node['status'] ?? {}) as {
    capacity?: { cpu?: string; memory?: string };
  };
  return { cores: parseQuantity(cpu) ?? 0, bytes: parseQuantity(memory) ?? 0 };
}
