import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guard, writePids } from '../../../src/devcluster/index.ts';

/** A parent with one guarded program: SIGUSR1 ends it just so, SIGUSR2 lets the guard go first. */
const dir = process.argv[2] as string;
const child = spawn('/bin/sh', ['-c', 'sleep 600 & wait', dir], { detached: true, stdio: 'ignore' });
writePids(dir, [{ pid: child.pid as number, name: 'sleeper' }]);
const release = guard(dir);
process.on('SIGUSR1', () => process.exit(0));
process.on('SIGUSR2', () => {
  release();
  process.exit(0);
});
writeFileSync(join(dir, 'state'), 'ready');
