import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { CapstanError } from '../errors/index.ts';
import { AdminClient } from './admin-client.ts';
import { argumentsOf, type ClusterNode, files, type Layout } from './arguments.ts';
import type { Credentials } from './credentials.ts';
import { keyPairOf } from './key-pair.ts';
import { guard, writePids } from './pid-file.ts';
import { portClosed } from './ports.ts';
import { describeExit, ManagedProcess, type ProcessExit, tailOf } from './process.ts';
import { type Binaries, type Component, clients } from './programs.ts';
import { removeVolumes } from './volumes.ts';

export interface ControlPlaneOptions {
  /** Everything it writes goes here; must be its own. */
  readonly dir: string;
  readonly binaries: Binaries;
  /** Default: all. etcd and kube-apiserver are always there. */
  readonly components?: readonly Component[];
  /**
   * Where the API server listens; default 127.0.0.1. To another address of this machine the Service `kubernetes` leads, so
   * that pods reach it too; it must be up before the start.
   */
  readonly address?: string;
  /** What kwok pretends; default: one node, called dev. */
  readonly nodes?: readonly ClusterNode[];
  /** Nodes that bring a kubelet: each gets an account, kwok does not run, and there is no StorageClass yet. */
  readonly kubelets?: readonly ClusterNode[];
  /** Take up ports, credentials and data of the last one in the folder, and leave them for the next. */
  readonly keep?: boolean;
  /** Writes every request's metadata to `dir/audit.log`. */
  readonly audit?: boolean;
  /** kwok's Stage definitions; default: those of this checkout. */
  readonly stages?: string;
  readonly onProgress?: (component: Component) => void;
}

/** From the start of etcd to the answer of /readyz; a busy machine needs ten times the usual 4 s. */
const readyWithinMs = 120_000;
const pollEveryMs = 50;
/** One try; undici alone would wait for five minutes. */
const answersWithinMs = 2_000;
/** kube-apiserver waits for requests under way when it stops; nothing here is worth more waiting. */
const stopGraceMs = 10_000;

/** A running control plane. It ends with `stop()`, and also when this process dies in whatever way. */
export class ControlPlane {
  readonly server: string;
  /** Path of a kubeconfig with every right. */
  readonly kubeconfig: string;
  /** The same rights as a user that the audit log leaves out: for programs that belong to the cluster. */
  readonly systemKubeconfig: string;
  /** Written where nodes have kubelets. */
  readonly kubeProxyKubeconfig: string;
  readonly dir: string;
  readonly auditLog: string | undefined;
  /** Resolves when a component ends that nobody stopped. */
  readonly failed: Promise<ProcessExit>;

  readonly #options: ControlPlaneOptions;
  readonly #layout: Layout;
  readonly #credentials: Credentials;
  readonly #release: () => void;
  readonly #processes = new Map<Component, ManagedProcess>();
  readonly #stopping = new Set<Component>();
  #fail: (exit: ProcessExit) => void = () => {};
  #stopped: Promise<void> | undefined;

  /** Use startControlPlane. */
  constructor(options: ControlPlaneOptions, layout: Layout, credentials: Credentials) {
    this.#options = options;
    this.#layout = layout;
    this.#credentials = credentials;
    this.dir = layout.dir;
    this.server = `https://${layout.address}:${layout.apiPort}`;
    this.kubeconfig = join(layout.dir, files.adminKubeconfig);
    this.systemKubeconfig = join(layout.dir, files.systemKubeconfig);
    this.kubeProxyKubeconfig = join(layout.dir, files.kubeProxyKubeconfig);
    this.auditLog = layout.audit ? join(layout.dir, files.auditLog) : undefined;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.#release = guard(layout.dir);
  }

  /** Written for each of the nodes that have kubelets, for the user system:node:NAME. */
  kubeletKubeconfig(node: string): string {
    return join(this.dir, `kubelet-${node}.kubeconfig`);
  }

  /** Of the API server as the client of kubelets; written where nodes have them. */
  get kubeletClientCertificate(): string {
    return keyPairOf(this.dir, files.kubeletClient).certificate;
  }

  /** The path of a component's output. */
  logFile(component: Component): string {
    return join(this.dir, `${component}.log`);
  }

  pidOf(component: Component): number | undefined {
    return this.#processes.get(component)?.pid;
  }

  /** Starts a component and waits until it answers (etcd and kube-apiserver; the others need no waiting for). */
  async start(component: Component, signal?: AbortSignal): Promise<void> {
    const file = this.#options.binaries[component];
    if (file === undefined) throw new CapstanError('TOOL_MISSING', `no ${component} program is known`);
    const running = await this.#spawn(component, file);
    this.#processes.set(component, running);
    this.#stopping.delete(component);
    this.#recordPids();
    void running.exited.then((exit) => {
      if (this.#processes.get(component) === running && !this.#stopping.has(component)) this.#fail(exit);
    });
    if (component === 'etcd') await this.#waitFor(running, () => this.#etcdAnswers(signal), signal);
    if (component === 'kube-apiserver') await this.#waitFor(running, () => this.#apiserverAnswers(signal), signal);
  }

  /** Stops a component and starts it again on the same port with the same data. */
  async restart(component: Component, options: { hard?: boolean } = {}, signal?: AbortSignal): Promise<void> {
    await this.#end(component, options.hard === true ? 0 : stopGraceMs);
    await this.start(component, signal);
  }

  /** SIGKILL; `start` brings it back. */
  async kill(component: Component): Promise<void> {
    await this.#end(component, 0);
  }

  /** SIGSTOP and SIGCONT freeze and thaw a component. */
  signal(component: Component, signal: NodeJS.Signals): void {
    this.#processes.get(component)?.signal(signal);
  }

  /** Ends every component, the last started first, and waits until they and their ports are gone. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** Ends every component at once and for good: for a second Ctrl-C. */
  killAll(): void {
    for (const [component, running] of this.#processes) {
      this.#stopping.add(component);
      running.signal('SIGKILL');
    }
  }

  client(): AdminClient {
    return new AdminClient({
      server: this.server,
      certificateAuthority: readFileSync(this.certificate, 'utf8'),
      token: this.#credentials.systemToken,
    });
  }

  /** The API server's certificate, made by itself at its first start, followed by the authority that signed it. */
  get certificate(): string {
    return join(this.dir, files.certificates, 'apiserver.crt');
  }

  async #stopAll(): Promise<void> {
    // What kubelets mounted holds data; what kwok pretends to mount is empty.
    if (!this.#layout.hasKubelets) await removeVolumes(this);
    // The clients of the API server go first, all at once; what they stored last does not matter.
    await Promise.all(clients.map((component) => this.#end(component, stopGraceMs)));
    await this.#end('kube-apiserver', stopGraceMs);
    await this.#end('etcd', stopGraceMs);
    this.#release();
  }

  async #end(component: Component, graceMs: number): Promise<void> {
    const running = this.#processes.get(component);
    if (running === undefined) return;
    this.#stopping.add(component);
    if (graceMs === 0) running.signal('SIGKILL');
    else running.signal('SIGCONT'); // a frozen one would not see the SIGTERM
    await running.stop(graceMs);
    this.#processes.delete(component);
    this.#recordPids();
    const { etcdPort, apiPort, address } = this.#layout;
    if (component === 'etcd') await portClosed(etcdPort, 5_000);
    if (component === 'kube-apiserver') await portClosed(apiPort, 5_000, address);
  }

  async #spawn(component: Component, file: string): Promise<ManagedProcess> {
    try {
      return await ManagedProcess.start({
        name: component,
        file,
        args: argumentsOf(component, this.#layout),
        cwd: this.dir,
        // None of the programs needs more; HOME keeps kwok from reading a person's own configuration.
        env: { PATH: '/usr/bin:/bin', HOME: this.dir },
        logFile: this.logFile(component),
      });
    } catch (error) {
      const message = `${component} cannot be started: ${(error as Error).message}`;
      throw new CapstanError('TOOL_FAILED', message, { cause: error, hint: `is ${file} a program of this machine?` });
    }
  }

  #recordPids(): void {
    writePids(this.dir, [...this.#processes].map(([name, { pid }]) => ({ name, pid })).reverse());
  }

  async #waitFor(running: ManagedProcess, answers: () => Promise<boolean>, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (!(await answers())) {
      signal?.throwIfAborted();
      const exit = running.exitStatus;
      if (exit !== undefined) throw startFailed(describeExit(exit), running);
      if (Date.now() > deadline)
        throw startFailed(`${running.name} is not ready after ${readyWithinMs / 1_000} s`, running);
      await sleep(pollEveryMs, undefined, signal === undefined ? {} : { signal });
    }
  }

  async #etcdAnswers(signal?: AbortSignal): Promise<boolean> {
    const { certificate, key } = keyPairOf(this.dir, files.etcd);
    const own = readFileSync(certificate, 'utf8');
    const dispatcher = new Agent({ connect: { ca: own, cert: own, key: readFileSync(key, 'utf8') } });
    const limit = AbortSignal.timeout(answersWithinMs);
    try {
      const { statusCode, body } = await request(`https://127.0.0.1:${this.#layout.etcdPort}/readyz`, {
        dispatcher,
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false; // it does not listen yet, or hangs
    } finally {
      await dispatcher.destroy();
    }
  }

  async #apiserverAnswers(signal?: AbortSignal): Promise<boolean> {
    let client: AdminClient;
    try {
      client = this.client();
    } catch {
      return false; // its certificate is not written yet
    }
    try {
      return (await client.send('GET', '/readyz', undefined, signal)).status === 200;
    } catch {
      return false; // it does not listen yet
    } finally {
      await client.close();
    }
  }
}

function startFailed(what: string, running: ManagedProcess): CapstanError {
  return new CapstanError('TOOL_FAILED', `${what}\n${indent(tailOf(running.logFile, 15))}`, {
    hint: `its whole output is in ${running.logFile}`,
  });
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
