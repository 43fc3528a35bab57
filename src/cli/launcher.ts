#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * What ships as dist/capstan.js: it loads the program beside it, with what V8 compiled of it last time. That halves the time
 * of a short command. The operator starts once and is better off without: the cache costs memory.
 *
 * It is plain enough for an older Node.js, which it leaves for the checkout's own where there is one.
 */
const own = join(import.meta.dirname, '../node_modules/node/bin/node');

if (Number(process.versions.node.split('.')[0]) < 24 && existsSync(own)) {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const { status } = spawnSync(own, process.argv.slice(1), { stdio: 'inherit' });
  process.exitCode = status === null ? 1 : status;
} else {
  if (process.argv[2] !== 'run' && enableCompileCache) enableCompileCache();
  require('./program.js');
}
