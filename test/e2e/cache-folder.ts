import { homedir } from 'node:os';
import { join } from 'node:path';

const { XDG_CACHE_HOME, HOME } = process.env;

/** Where what is worth keeping outlives test runs: `~/.cache/capstan`. */
export const cacheFolder = join(XDG_CACHE_HOME || join(HOME || homedir(), '.cache'), 'capstan');
