import type { KubeObject } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

export interface Pool {
  readonly name: string;
  readonly size: number;
  /** `system` or `worker`: charts choose nodes by it. */
  readonly role: string;
  /** Whose it is, as the value of a label. A pool of that name with nodes of another is an error. */
  readonly owner?: string;
  /** More labels for each member. */
  readonly labels: Readonly<Record<string, string>>;
  /** Only nodes with these labels are taken. */
  readonly among: Readonly<Record<string, string>>;
}

/** What one node's labels have to become; null takes a label away. */
export interface NodeChange {
  readonly node: string;
  readonly what: 'joins' | 'changes' | 'leaves';
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

export const poolLabel = 'omegaml.io/nodepool';
const ownerLabel = 'omegaml.io/user';
const roleLabel = 'omegaml.io/role';
/** The labels that came with the pool, comma-separated: these go with it. */
const noteOf = 'omegaml.io/nodepool-labels';

/** @throws CapstanError NOT_ENOUGH_NODES, OBJECT_OWNED */
export function planPool(nodes: readonly KubeObject[], pool: Pool): readonly NodeChange[] {
  const members = nodes.filter((node) => labelsOf(node)[poolLabel] === pool.name).sort(byName);
  checkOwner(members, pool);
  const staying = members.slice(0, pool.size);
  const leaving = members.slice(pool.size);
  const free = nodes
    .filter((node) => isFree(node, pool))
    .sort((a, b) => Number(isReady(b)) - Number(isReady(a)) || byName(a, b));
  const joining = free.slice(0, pool.size - staying.length);
  const missing = pool.size - staying.length - joining.length;
  if (missing > 0) throw notEnough(pool, members.length, free.length);
  return [
    ...leaving.map(leave),
    ...staying.map((node) => enter(node, pool, 'changes')).filter(isChange),
    ...joining.map((node) => enter(node, pool, 'joins')),
  ];
}

function checkOwner(members: readonly KubeObject[], { name, owner }: Pool): void {
  if (!members.some((node) => labelsOf(node)[ownerLabel] !== owner)) return;
  throw new CapstanError('OBJECT_OWNED', `node pool ${name} belongs to another user`, {
    hint: 'give the pool another name',
  });
}

function isFree(node: KubeObject, { among }: Pool): boolean {
  const labels = labelsOf(node);
  const { unschedulable } = (node['spec'] ?? {}) as { unschedulable?: boolean };
  if (unschedulable || labels[poolLabel] !== undefined || labels[roleLabel] !== undefined) return false;
  return Object.entries(among).every(([key, value]) => labels[key] === value);
}

function enter(node: KubeObject, pool: Pool, what: 'joins' | 'changes'): NodeChange {
  const owner = pool.owner === undefined ? {} : { [ownerLabel]: pool.owner };
  const wanted: Record<string, string> = { ...pool.labels, ...owner, [roleLabel]: pool.role, [poolLabel]: pool.name };
  const had = labelsOf(node);
  const brought = what === 'joins' ? [] : broughtTo(node);
  const dropped = brought.filter((key) => wanted[key] === undefined);
  // A label that was there before the pool came, with the same value, is the node's own and stays when the pool goes.
  const own = Object.keys(wanted).filter((key) => had[key] === wanted[key] && !brought.includes(key));
  const note = Object.keys(wanted)
    .filter((key) => !own.includes(key))
    .sort()
    .join(',');
  return {
    node: node.metadata.name,
    what,
    labels: differing(had, { ...Object.fromEntries(dropped.map((key) => [key, null])), ...wanted }),
    annotations: differing(node.metadata.annotations ?? {}, { [noteOf]: note }),
  };
}

function leave(node: KubeObject): NodeChange {
  return {
    node: node.metadata.name,
    what: 'leaves',
    labels: Object.fromEntries(broughtTo(node).map((key) => [key, null])),
    annotations: { [noteOf]: null },
  };
}

function broughtTo(node: KubeObject): readonly string[] {
  const note = node.metadata.annotations?.[noteOf];
  return note === undefined ? [poolLabel] : note.split(',').filter((key) => key !== '');
}

function differing(
  had: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string | null>>,
): Record<string, string | null> {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (had[key] ?? null) !== value));
}

function isChange({ labels, annotations }: NodeChange): boolean {
  return Object.keys(labels).length + Object.keys(annotations).length > 0;
}

function isReady(node: KubeObject): boolean {
  const { conditions = [] } = (node['status'] ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function labelsOf(node: KubeObject): Readonly<Record<string, string>> {
  return node.metadata.labels ?? {};
}

function byName(a: KubeObject, b: KubeObject): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

function notEnough(pool: Pool, members: number, free: number): CapstanError {
  const among = Object.entries(pool.among).map(([key, value]) => `${key}=${value}`);
  const kind = among.length === 0 ? '' : ` with ${among.join(', ')}`;
  return new CapstanError(
    'NOT_ENOUGH_NODES',
    `node pool ${pool.name}: ${pool.size} nodes wanted, ${members} are in it and ${free} more${kind} are free`,
    { hint: `add nodes to the cluster, or take ${roleLabel} and ${poolLabel} away from some that may be used` },
  );
}
