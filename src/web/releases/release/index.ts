/**
 * One release: its objects as a tree with their events, its revisions, and what changed between them.
 *
 * The part that is shown stands in the address (`…/NAMESPACE/NAME/changes?from=1&to=2`), so that a link leads to what one sees. The
 * picture comes by a stream; history and comparisons are asked for, and again when there is a new revision.
 */
export { ReleaseView } from './release-view.tsx';
