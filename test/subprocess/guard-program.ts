import { serveGuard } from '../../src/subprocess/index.ts';

/** The guard as a program, as `capstan cloud guard` is one. */
await serveGuard(process.stdin, process.stdout);
