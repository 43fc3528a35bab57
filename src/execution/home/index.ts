/**
 * Where things of the execution tier lie: the home (components, scripts, templates), and cloudmgr.yml, which says what is so
 * for every component on a machine.
 *
 * Files of a home write `/data/cloudmgr/…` for it, wherever it lies; `.yml` and `.yaml` are the same where only one is there.
 */
export { type Config, readConfig } from './config.ts';
export { customaryHome, eitherEnding, homeFolder, homeFolders, inHome, type Places } from './home.ts';
