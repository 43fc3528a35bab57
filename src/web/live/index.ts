/**
 * What happens while a page is open: one stream of events for all views. A list that shows a thing shows its new state at once,
 * and asks again when things come or go.
 *
 * Invariant: a page that nobody sees holds no connection (a browser has six to a server); seen again, it asks for what it shows.
 */
export { LiveProvider, useLive } from './live.tsx';
export { type LiveList, useLiveList } from './live-list.ts';
