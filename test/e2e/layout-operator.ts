import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../support/eventually.ts';
import { containerCommand, environmentOf, type UnpackedImage } from '../support/oci-layout.ts';
import { writeText } from '../support/scratch.ts';

/** The operator of an image, started with the words of the Deployment in deploy/ and a port for its probes of this machine's own. */
export class LayoutOperator implements AsyncDisposable {
  readonly #started = performance.now();
  readonly #child: ReturnType<typeof spawnImage>;
  readonly #ended: Promise<number | null>;
  readonly #lines: string[] = [];

  constructor(image: UnpackedImage, account: { readonly kubeconfig: string; readonly namespace: string }) {
    this.#child = spawnImage(image, account);
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#lines.push(line));
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** @returns seconds from its start to the first yes of /readyz */
  async ready(): Promise<number> {
    const { port } = await eventually(() => {
      const line = this.#logs().find(({ msg }) => msg === 'Serving health probes');
      if (!line) throw new Error(`it serves no probes:\n${this.#lines.join('\n')}`);
      return line;
    }, quickly);
    await eventually(async () => {
      const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
      if (status !== 200) throw new Error(`/readyz: ${status}:\n${this.#lines.join('\n')}`);
    }, quickly);
    return (performance.now() - this.#started) / 1_000;
  }

  /** Log lines of level error. */
  get errors(): readonly object[] {
    return this.#logs().filter(({ level }) => level === 'error');
  }

  /** @returns the exit code */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #logs(): Record<string, unknown>[] {
    return this.#lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  }
}

const quickly = { everyMs: 20 };

function spawnImage(image: UnpackedImage, { kubeconfig, namespace }: { kubeconfig: string; namespace: string }) {
  const words = [
    ...['run', '--watches-file=./watches.yaml', '--leader-elect', '--leader-election-id=kre-operator'],
    ...['--health-probe-bind-address=127.0.0.1:0', '--metrics-bind-address=0'],
  ];
  const [program = '', ...args] = containerCommand(image, words);
  return spawn(program, args, {
    env: { ...environmentOf(image), ...giveAccount(image, kubeconfig, namespace), POD_NAME: 'layout' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Puts a kubeconfig's token where a pod has its account's. @returns the variables that a pod has besides */
function giveAccount({ root }: UnpackedImage, kubeconfig: string, namespace: string): Record<string, string> {
  const text = readFileSync(kubeconfig, 'utf8');
  const [, server = ''] = /server: "?([^"\s]+)/.exec(text) ?? [];
  const [, token = ''] = /token: "?([^"\s]+)/.exec(text) ?? [];
  const [, authority = ''] = /certificate-authority-data: "?([^"\s]+)/.exec(text) ?? [];
  const folder = join(root, 'var/run/secrets/kubernetes.io/serviceaccount');
  writeText(join(folder, 'token'), token);
  writeText(join(folder, 'namespace'), namespace);
  writeText(join(folder, 'ca.crt'), Buffer.from(authority, 'base64').toString());
  const { hostname, port } = new URL(server);
  return { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, WATCH_NAMESPACE: namespace };
}
