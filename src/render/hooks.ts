import { compareText } from '../template/index.ts';
import type { Hook, HookDeletePolicy, HookEvent, Manifest } from './manifest.ts';
import { compareKinds } from './order.ts';

const events = new Set<string>([
  'pre-install',
  'post-install',
  'pre-upgrade',
  'post-upgrade',
  'pre-delete',
  'post-delete',
  'pre-rollback',
  'post-rollback',
  'test',
] satisfies HookEvent[]);

const policies = new Set<string>([
  'before-hook-creation',
  'hook-succeeded',
  'hook-failed',
] satisfies HookDeletePolicy[]);

/** True for a document with the annotation `helm.sh/hook`, whatever it says. */
export function isHook({ object }: Manifest): boolean {
  return object.metadata.annotations?.['helm.sh/hook'] !== undefined;
}

/** Undefined when one of its events is unknown (Helm 2's crd-install is): Helm 3 leaves such a document out altogether. */
export function readHook(manifest: Manifest): Hook | undefined {
  const annotations = manifest.object.metadata.annotations ?? {};
  const named = hookEvents(annotations['helm.sh/hook'] ?? '');
  if (!named) return undefined;
  const deletePolicies = listOf(annotations['helm.sh/hook-delete-policy']).filter((policy) => policies.has(policy));
  return {
    ...manifest,
    events: named,
    weight: weightOf(annotations['helm.sh/hook-weight']),
    deletePolicies: deletePolicies.length > 0 ? (deletePolicies as HookDeletePolicy[]) : ['before-hook-creation'],
  };
}

/** The events that a `helm.sh/hook` annotation names; undefined when one is unknown. */
export function hookEvents(annotation: string): HookEvent[] | undefined {
  const named = listOf(annotation).map((event) => (event === 'test-success' ? 'test' : event));
  return named.every((event) => events.has(event)) ? (named as HookEvent[]) : undefined;
}

/** As Helm runs them: by weight, then by name; what is left in install order. */
export function sortHooks(hooks: readonly Hook[]): Hook[] {
  return hooks
    .toSorted((a, b) => compareKinds(a.object.kind, b.object.kind))
    .toSorted((a, b) => a.weight - b.weight || compareText(a.object.metadata.name, b.object.metadata.name));
}

function listOf(annotation: string | undefined): string[] {
  return annotation === undefined ? [] : annotation.split(',').map((entry) => entry.trim().toLowerCase());
}

/** strconv.Atoi: a weight that is no integer is 0. */
function weightOf(annotation: string | undefined): number {
  return annotation !== undefined && /^[-+]?\d+$/.test(annotation) ? Number(annotation) : 0;
}
