/**
 * knit: Knitfab from a terminal.
 *
 * command.ts is what one types, api.ts speaks to knitd over HTTP or HTTPS, and profile.ts reads from the file that the
 * installer hands out where knitd is and whom its certificate was signed by.
 */
export { Api } from './api.ts';
export { type KnitSurroundings, knitCommand } from './command.ts';
export { readProfile } from './profile.ts';
