/**
 * Who owns whom: a release's custom resource, its objects in install order, and what controllers made of those.
 *
 *   descendants.ts   objects → who owns which of them, by their owner references
 *   grow.ts          release, objects and descendants → one tree
 *
 * Growing is pure: `readTree` asks the API server once, and one who watches it grows a tree of what is in sight.
 */
export { descendantKinds, descendantsAmong, fertileNamespaces } from './descendants.ts';
export { growTree, healthOf, readTree, type TreeNode, treeData } from './grow.ts';
