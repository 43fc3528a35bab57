import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server of this machine, and a key for it: how commands beside it find and reach it. */
export interface ServerEntry {
  readonly url: string;
  readonly user: string;
  readonly key: string;
  readonly pid: number;
}

const name = 'server.json';

/** Its owner's alone. It stays when the server ends, for its key is good for the next. */
export function writeServerFile(data: string, entry: ServerEntry): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const partial = join(data, `${name}.${process.pid}`);
  writeFileSync(partial, `${JSON.stringify(entry, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, join(data, name));
}

export function readServerFile(data: string): ServerEntry | undefined {
  const file = join(data, name);
  if (!existsSync(file)) return undefined;
  try {
    const { url, user, key, pid } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ServerEntry>;
    return url && user && key && pid ? { url, user, key, pid } : undefined;
  } catch {
    rmSync(file, { force: true }); // cut off, or no file of ours
    return undefined;
  }
}
