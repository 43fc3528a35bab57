import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const scripts = fileURLToPath(new URL('../../../cloudmgr/scripts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** For standard input. */
  readonly input?: string;
}

/** A home as a person writes it, with the program's own utils.sh, and the inventory beside it. */
export class Home {
  readonly folder = scratchFolder();
  readonly home = join(this.folder, 'home');
  readonly deployments = join(this.folder, 'deployments');
  readonly #env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
    for (const name of ['utils.sh', 'utils/env.sh']) {
      this.write(`scripts/${name}`, readFileSync(join(scripts, name), 'utf8'));
    }
  }

  write(path: string, content: string, mode?: number): string {
    return writeText(join(this.home, path), content, mode);
  }

  /** A script as services have it, whose main does `body`. */
  writeScript(name: string, body: string): void {
    this.write(
      `scripts/${name}`,
      `#!/bin/env bash
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
${body}
}

localize_main
`,
    );
  }

  base(user: string, component: string): string {
    return join(this.deployments, user, 'cluster', `om-k8s-${user}`, component);
  }

  read(user: string, component: string, file: string): string {
    return readFileSync(join(this.base(user, component), file), 'utf8');
  }

  recorded(user: string, component: string): Readonly<Record<string, Recorded>> {
    return JSON.parse(this.read(user, component, 'deployment.json')) as Readonly<Record<string, Recorded>>;
  }

  start(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    return spawn(process.execPath, [program, 'cloud', ...words], {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.folder,
        NODE_COMPILE_CACHE: join(this.folder, 'compiled'), // a start takes a third of the time
        CLOUDMGR_HOME: this.home,
        CLOUDMGR_DEPLOYMENTS: this.deployments,
        ...this.#env,
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  async cloudmgr(words: readonly string[], { env, input = '' }: RunOptions = {}): Promise<Ended> {
    const child = this.start(words, env);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdin.end(input);
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  }

  /** Runs it, and fails with what it said when it fails. */
  async succeed(words: readonly string[], options?: RunOptions): Promise<string> {
    const { code, stdout, stderr } = await this.cloudmgr(words, options);
    if (code !== 0) throw new Error(`cloudmgr ${words.join(' ')} ended with ${code}\n${stdout}${stderr}`);
    return `${stdout}${stderr}`;
  }

  /** Everything that is kept of deployments, file by file. */
  kept(): string[] {
    const names = readdirSync(this.deployments, { recursive: true, withFileTypes: true });
    return names
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  }
}

export interface Recorded {
  readonly status: string;
  readonly phase: string;
  readonly specs?: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly release?: { readonly namespace: string; readonly name: string; readonly revision?: number };
  readonly outputs?: Readonly<Record<string, unknown>>;
}
