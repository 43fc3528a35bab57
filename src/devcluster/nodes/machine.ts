import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import type { ClusterNode } from '../arguments.ts';
import { describeExit, ManagedProcess, type ProcessExit, signalProcess, tailOf } from '../process.ts';
import { bootScript, groupScript, joinScript } from './boot-script.ts';
import { createCgroups, settleCgroups } from './cgroups.ts';
import { isUnified } from './hierarchies.ts';
import { wordsInside } from './inside.ts';
import { folderOf, freshLog } from './node-folder.ts';
import { type RunOptions, run, systemPath } from './run.ts';

const bootWithinMs = 20_000;
/** The first process gives everybody 3 s. */
const stopWithinMs = 6_000;

/**
 * One node: a process in namespaces of its own (network, mounts, processes, name, control groups), with whatever runs
 * in them. It ends as a whole, also when the process that started it dies.
 */
export class Machine {
  readonly name: string;
  readonly address: string;
  /** The node's own folder: settings, logs, and what containerd and the kubelet keep. */
  readonly folder: string;
  /** The first process of the node, as this machine counts. */
  readonly pid: number;
  readonly #shell: ManagedProcess;
  readonly #programs: ManagedProcess[] = [];
  #isStopping = false;
  #failure: Failure | undefined;
  #fail: (exit: ProcessExit) => void = () => {};
  /** Resolves when the node, or a program in it, ends that nobody stopped. */
  readonly failed: Promise<ProcessExit>;

  private constructor(node: ClusterNode, folder: string, shell: ManagedProcess, pid: number) {
    this.name = node.name;
    this.address = node.address;
    this.folder = folder;
    this.pid = pid;
    this.#shell = shell;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.#watch(shell);
  }

  /**
   * @param programs paths of this machine that the node's own mounts might hide
   * @param onStart told the process to be ended should this one die
   */
  static async boot(
    node: ClusterNode,
    dir: string,
    programs: readonly string[],
    onStart: (shell: ManagedProcess) => void,
    signal?: AbortSignal,
  ): Promise<Machine> {
    const folder = folderOf(dir, node.name);
    mkdirSync(join(dir, 'volumes'), { recursive: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of ['pid', 'unified']) rmSync(join(folder, name), { force: true });
    if (isUnified()) writeFileSync(join(folder, 'unified'), '');
    writeFileSync(join(folder, 'boot.sh'), bootScript);
    writeFileSync(join(folder, 'join.sh'), joinScript);
    const groups = createCgroups(dir, `capstan-${shortDigest(dir)}-${node.name}`);
    const shell = await ManagedProcess.start({
      name: node.name,
      file: '/bin/sh',
      args: [
        '-c',
        groupScript,
        'node',
        ...groups,
        '--',
        'unshare',
        ...namespaces,
        '/bin/sh',
        join(folder, 'boot.sh'),
        node.name,
        ...programs,
      ],
      cwd: folder,
      env: { PATH: systemPath, HOME: '/root' },
      logFile: freshLog(join(folder, 'node.log')),
    });
    onStart(shell);
    const machine = new Machine(node, folder, shell, await booted(folder, shell, signal));
    settleCgroups(groups);
    return machine;
  }

  /** Starts a program that belongs to the node. */
  async start(file: string, args: readonly string[], name: string): Promise<void> {
    const logFile = freshLog(join(this.folder, `${name}.log`));
    const program = await ManagedProcess.start({
      name: `${name} of ${this.name}`,
      file: 'nsenter',
      args: wordsInside(this.pid, [file, ...args]),
      cwd: this.folder,
      env: { PATH: systemPath, HOME: '/root' },
      logFile,
    });
    this.#programs.push(program);
    this.#watch(program);
  }

  /** Runs a program in the node to its end. */
  run(words: readonly string[], options?: RunOptions, signal?: AbortSignal): Promise<string> {
    return run('nsenter', wordsInside(this.pid, words), options, signal);
  }

  /** A file of the node's own file system, seen from outside. */
  path(inside: string): string {
    return `/proc/${this.pid}/root${inside}`;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    // Its first process ends with the shell: the pid may be another's by now.
    if (this.#shell.isRunning) signalProcess(this.pid, 'SIGTERM');
    const timer = new AbortController();
    await Promise.race([this.#shell.exited, sleep(stopWithinMs, undefined, timer).catch(() => {})]);
    timer.abort();
    await this.#shell.stop(0);
    await Promise.all(this.#programs.map((program) => program.stop(0)));
    rmSync(join(this.folder, 'pid'), { force: true });
  }

  /** What ended that nobody stopped. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  #watch(program: ManagedProcess): void {
    void program.exited.then((exit) => {
      if (this.#isStopping) return;
      this.#failure ??= { exit, logFile: program.logFile };
      this.#fail(exit);
    });
  }
}

export interface Failure {
  readonly exit: ProcessExit;
  readonly logFile: string;
}

/** `--kill-child` ends the node when its parent is killed; mounts of the host come in, none goes out. */
const namespaces = [
  '--mount',
  '--propagation',
  'slave',
  '--net',
  '--pid',
  '--uts',
  '--ipc',
  '--cgroup',
  '--fork',
  '--kill-child',
];

async function booted(folder: string, shell: ManagedProcess, signal?: AbortSignal): Promise<number> {
  const file = join(folder, 'pid');
  for (const deadline = Date.now() + bootWithinMs; !existsSync(file); ) {
    signal?.throwIfAborted();
    const exit = shell.exitStatus;
    if (exit !== undefined || Date.now() > deadline) {
      const what = exit === undefined ? `node ${shell.name} does not come up` : describeExit(exit);
      throw new CapstanError('TOOL_FAILED', `${what}\n  ${tailOf(shell.logFile, 10).replaceAll('\n', '\n  ')}`, {
        hint: 'a node needs namespaces, mounts and control groups: is this process root, with every capability?',
      });
    }
    await sleep(20);
  }
  return Number(readFileSync(file, 'utf8'));
}

function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
