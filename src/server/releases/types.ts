import type { Condition, LastError, ObjectChangeData, ReleaseRow, Revision, TreeNode } from '../../view/index.ts';

/** What the page of the releases is told, as JSON. */

export type Health = TreeNode['readiness']['status'];

/** One release in the list. */
export interface ReleaseLine extends Omit<ReleaseRow, 'owner'> {
  readonly owner?: { readonly kind: string; readonly name: string; readonly apiVersion: string };
  readonly health: Health;
}

/** What stands in the way of a whole picture: of a kind that may not be listed, say. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

export interface ReleaseList {
  readonly objects: readonly ReleaseLine[];
  readonly notices: readonly Notice[];
}

/** An object and what it owns. */
export interface TreeItem {
  /** Never that of another object of the tree; the same in the next picture. */
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly health: Health;
  readonly message: string;
  /** Newest first. */
  readonly events: readonly ObjectEvent[];
  readonly children: readonly TreeItem[];
}

export interface ObjectEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly time: string;
}

export interface ReleaseDetail extends ReleaseLine {
  readonly chart?: string;
  readonly description?: string;
  readonly tree: TreeItem;
  readonly conditions: readonly Condition[];
  readonly lastError?: LastError;
  readonly notices: readonly Notice[];
}

export interface RevisionList {
  /** Oldest first. */
  readonly objects: readonly Revision[];
}

export interface ReleaseDiff {
  readonly from: number;
  readonly to: number | 'live';
  readonly objects: readonly ObjectChangeData[];
  /** Of the values that were given, as `diff -u` writes it. */
  readonly values?: string;
}
