import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The command line of this very program, without its words. What was started is not asked: that may be copctl, cloudmgr, om, or
 * something that only uses parts of it, and would start itself again and again.
 */
export function ownProgram(): [string, ...string[]] {
  const beside = ['capstan.js', 'main.ts'].map((name) => join(import.meta.dirname, name));
  return [process.execPath, beside.find((file) => existsSync(file)) ?? resolve(process.argv[1] ?? '')];
}
