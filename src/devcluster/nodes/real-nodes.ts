import type { Cluster } from '../../cluster/index.ts';
import type { ClusterNode } from '../arguments.ts';
import { guard, writePids } from '../pid-file.ts';
import type { ManagedProcess, ProcessExit } from '../process.ts';
import { removeCgroups } from './cgroups.ts';
import { enterNode, importImages } from './enter.ts';
import type { Machine } from './machine.ts';
import { unplug } from './plug.ts';

const dnsGraceMs = 2_000;

/** Nodes that run, with the name server and the volumes of their cluster. They end with `stop()`, or with this process. */
export class RealNodes {
  readonly nodes: readonly ClusterNode[];
  /** Resolves when a node, or a program that belongs to one, ends that nobody stopped. */
  readonly failed: Promise<ProcessExit>;
  readonly #dir: string;
  readonly #release: () => void;
  readonly #running: ManagedProcess[] = [];
  readonly #machines: Machine[] = [];
  readonly #ending = new AbortController();
  #cluster: Cluster | undefined;
  #dns: ManagedProcess | undefined;
  #fail: (exit: ProcessExit) => void = () => {};
  #stopped: Promise<void> | undefined;

  /** Use startRealNodes. */
  constructor(dir: string, nodes: readonly ClusterNode[]) {
    this.#dir = dir;
    this.nodes = nodes;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    writePids(dir, []);
    this.#release = guard(dir);
  }

  /** Aborts when the nodes are to stop. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Says that they are to stop, before `stop` does it. */
  end(): void {
    this.#ending.abort();
  }

  importImages(archive: string, signal?: AbortSignal): Promise<void> {
    const names = this.nodes.map(({ name }) => name);
    return importImages(this.#dir, archive, names, signal);
  }

  enter(node: string): { file: string; args: string[] } {
    return enterNode(this.#dir, node);
  }

  /**
   * Ends the nodes with everything in them; what they have stored stays, and so does their network, on which the API server
   * listens: `cleanNodes` takes it back when that has stopped.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** A process that the guard has to end. */
  keep(process: ManagedProcess): void {
    this.#running.push(process);
    writePids(this.#dir, this.#running);
  }

  addMachine(machine: Machine): void {
    this.#machines.push(machine);
    void machine.failed.then((exit) => this.#fail(exit));
  }

  addDns(dns: ManagedProcess): void {
    this.#dns = dns;
    this.keep(dns);
    void dns.exited.then((exit) => {
      if (!this.ending.aborted) this.#fail(exit);
    });
  }

  addCluster(cluster: Cluster): void {
    this.#cluster = cluster;
  }

  async #stopAll(): Promise<void> {
    this.end();
    await this.#cluster?.close();
    await Promise.all(this.#machines.map((machine) => machine.stop()));
    await Promise.all(this.#machines.map((machine) => unplug(machine)));
    await this.#dns?.stop(dnsGraceMs);
    // A node that was still coming up.
    await Promise.all(this.#running.map((process) => process.stop(0)));
    this.#release();
    await removeCgroups(this.#dir);
    writePids(this.#dir, []);
  }
}
