import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder that ends with the process. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeText(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

export function writeScript(path: string, script: string): string {
  return writeText(path, `#!/bin/sh\n${script}\n`, 0o755);
}

/** Go modules as test/control-plane has them, reduced to what the look-up reads. */
export function writeModules(folder: string, version = 'v1.34.4'): string {
  writeText(
    join(folder, 'kubernetes/go.mod'),
    `module x\n\nrequire (\n\tk8s.io/kubernetes ${version} // indirect\n)\n`,
  );
  for (const name of ['kubernetes/go.sum', 'kwok/go.mod', 'kwok/go.sum', 'helm/go.mod', 'helm/go.sum']) {
    writeText(join(folder, name), `${name}\n`);
  }
  return folder;
}
