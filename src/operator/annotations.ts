import type { KubeObject } from '../cluster/index.ts';
import { messageOf } from '../errors/index.ts';
import { parseGoDuration } from './go-duration.ts';

/** What a custom resource asks for by its annotations. */
export interface Wishes {
  readonly forceUpgrade: boolean;
  readonly forceRollback: boolean;
  /** The finalizer stays until all objects are gone. */
  readonly waitForDeletion: boolean;
  readonly reconcilePeriodMs: number | undefined;
  readonly disableHooks: { readonly install: boolean; readonly upgrade: boolean; readonly uninstall: boolean };
  readonly descriptions: { readonly install?: string; readonly upgrade?: string; readonly uninstall?: string };
  /** Nothing is done but an uninstall, if the resource is deleted. */
  readonly isSuspended: boolean;
  /** An uninstall leaves the objects where they are. */
  readonly orphan: boolean;
  /** A word that was not there before: look at the cluster itself now, not at what the watches have told. */
  readonly reconcileNow: string | undefined;
  /** Likewise: make a new revision, whether anything differs or not. */
  readonly forceNow: string | undefined;
  /** Annotations that cannot be read, in words; what they ask for is left out. */
  readonly problems: readonly string[];
  /** Likewise, of booleans: as with helm-operator they count as false, and only the log tells of it. */
  readonly remarks: readonly string[];
}

const sdk = 'helm.sdk.operatorframework.io/';
const own = 'capstan.dev/';

/** helm-operator's annotations, those of its successor, and our own. */
export function readWishes({ metadata }: KubeObject): Wishes {
  const { annotations = {} } = metadata;
  const problems: string[] = [];
  const remarks: string[] = [];
  const boolean = (name: string, otherwise = false) => {
    const text = annotations[name];
    if (text === undefined) return otherwise;
    const value = booleans.get(text);
    if (value === undefined) remarks.push(`annotation ${name} is "${text}", which is neither true nor false`);
    return value ?? false;
  };
  const reconcilePeriodMs = readPeriod(annotations, problems);
  const hooksOf = (action: string) => boolean(`${sdk}${action}-disable-hooks`);
  const description = (action: 'install' | 'upgrade' | 'uninstall') => {
    const text = annotations[`${sdk}${action}-description`];
    return text === undefined ? {} : { [action]: text };
  };
  return {
    forceUpgrade: boolean(`${sdk}upgrade-force`),
    forceRollback: boolean(`${sdk}rollback-force`, true),
    waitForDeletion: boolean(`${sdk}uninstall-wait`),
    reconcilePeriodMs,
    disableHooks: { install: hooksOf('install'), upgrade: hooksOf('upgrade'), uninstall: hooksOf('uninstall') },
    descriptions: { ...description('install'), ...description('upgrade'), ...description('uninstall') },
    isSuspended: boolean(`${own}suspend`),
    orphan: boolean(`${own}orphan`),
    reconcileNow: annotations[`${own}reconcile-now`],
    forceNow: annotations[`${own}force-now`],
    problems,
    remarks,
  };
}

/** Go's strconv.ParseBool. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

function readPeriod(annotations: Readonly<Record<string, string>>, problems: string[]): number | undefined {
  const name = `${sdk}reconcile-period`;
  const text = annotations[name];
  if (text === undefined) return undefined;
  try {
    return parseGoDuration(text);
  } catch (error) {
    problems.push(`annotation ${name}: ${messageOf(error)}`);
    return undefined;
  }
}
