/**
 * What every view of the pages is made of: the frame (brand, navigation, theme), parts that look alike everywhere, and the ways to
 * the server: request (JSON, problems become RequestError), useResource (GET, kept while it is asked for again), useEvents
 * (server-sent events). Addresses are in the hash: `#/commands/12?…`.
 *
 * Invariants: colours and sizes come from style/tokens.css alone, light and dark; nothing is styled inline, the policy of contents
 * forbids it; what is loading takes the room that it will have; a state is told by a sign and a word, never by colour alone.
 */

export { hrefOf, type Route, readRoute } from './address.ts';
export { CommandLine, Copy } from './copy.tsx';
export { type OnEvent, useEvents } from './events.ts';
export { Icon, type IconName } from './icon.tsx';
export { Empty, Failure, Loading, Refusal } from './notices.tsx';
export { onSignedOut, RequestError, type RequestOptions, request } from './request.ts';
export { forgetAll, type Resource, useResource } from './resource.ts';
export { navigate, useRoute } from './route.ts';
export { Head, type NavItem, Shell, type ShellProps } from './shell.tsx';
export { Sheet, type Shortcut, Shortcuts } from './shortcuts.tsx';
export { Badge, StateBadge, StateSign, type Tone } from './state-badge.tsx';
export { type Theme, useTheme } from './theme.ts';
export { Ago, Took } from './time.tsx';
export { ago, duration } from './time-words.ts';
export { tell } from './toasts.tsx';
