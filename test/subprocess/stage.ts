import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Guard, type LineSink, type OutputLine, type ProcessRequest } from '../../src/subprocess/index.ts';
import { scratchFolder } from '../support/scratch.ts';

export const guardCommand = [process.execPath, fileURLToPath(new URL('guard-program.ts', import.meta.url))] as const;

export function newGuard(): Guard {
  return new Guard({ command: guardCommand, env: { PATH: process.env['PATH'] ?? '' } });
}

const scratch = scratchFolder();

export function newFolder(): string {
  return mkdtempSync(join(scratch, 'task-'));
}

export class Lines implements LineSink {
  readonly all: OutputLine[] = [];

  write(lines: readonly OutputLine[]): void {
    this.all.push(...lines);
  }

  whenRoom(): Promise<void> | undefined {
    return undefined;
  }

  get texts(): string[] {
    return this.all.map(({ text }) => text);
  }
}

/** A shell script as a task, in a folder that marks it. */
export function shell(folder: string, script: string, more: Partial<ProcessRequest> = {}): ProcessRequest {
  return {
    file: '/bin/sh',
    args: ['-c', script],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: join(folder, 'mark') },
    markedBy: 'TMPDIR',
    timeoutMs: 60_000,
    ...more,
  };
}

/** One that has ended, and that nobody has asked how, is not. */
export function isAlive(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(status.slice(status.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
