import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import type { Architecture } from '../descriptor.ts';
import { runProcess } from '../processes.ts';
import { type AptSource, parseSources, sourcesFor } from './apt-sources.ts';

export const aptNeeded =
  "Node.js's libraries are taken from Debian's packages, with apt-get and dpkg-deb: build on Debian or Ubuntu, or over a base that has them";

/** A package, unpacked. */
export interface UnpackedPackage {
  readonly name: string;
  readonly version: string;
  /** Its files. */
  readonly root: string;
}

/**
 * apt with folders of its own, for packages of one processor that need not be this machine's: it looks at this machine's
 * sources and keys, changes nothing outside of `folder` and installs nothing.
 */
export class Apt {
  readonly #folder: string;
  readonly #configuration: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, configuration: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#configuration = configuration;
    this.#env = env;
  }

  /** @throws CapstanError TOOL_MISSING, TOOL_FAILED */
  static async open(
    folder: string,
    release: { readonly codename: string; readonly architecture: Architecture },
    env: NodeJS.ProcessEnv,
    signal?: AbortSignal,
  ): Promise<Apt> {
    const { codename, architecture } = release;
    const sources = sourcesFor(codename, await machineSources(), architecture);
    if (sources === '') {
      throw new CapstanError('TOOL_MISSING', `apt has no source of packages for ${codename}`, { hint: aptNeeded });
    }
    const apt = new Apt(folder, await writeState(folder, sources, architecture), env);
    await apt.#run('apt-get', ['-c', apt.#configuration, 'update'], signal);
    return apt;
  }

  /** @throws CapstanError TOOL_FAILED */
  async unpack(names: readonly string[], signal?: AbortSignal): Promise<UnpackedPackage[]> {
    const before = new Set(await readdir(this.#folder));
    await this.#run('apt-get', ['-c', this.#configuration, 'download', ...names], signal);
    const archives = (await readdir(this.#folder)).filter((name) => name.endsWith('.deb') && !before.has(name));
    return Promise.all(archives.sort().map((archive) => this.#unpack(archive, signal)));
  }

  async #unpack(archive: string, signal: AbortSignal | undefined): Promise<UnpackedPackage> {
    const field = async (name: string) => (await this.#run('dpkg-deb', ['-f', archive, name], signal)).trim();
    const name = await field('Package');
    const root = join(this.#folder, 'files', name);
    await this.#run('dpkg-deb', ['-x', archive, root], signal);
    return { name, version: await field('Version'), root };
  }

  #run(file: string, args: readonly string[], signal: AbortSignal | undefined): Promise<string> {
    const what = [file, ...args.filter((one) => one !== '-c' && one !== this.#configuration)].join(' ');
    return runProcess({ file, args, cwd: this.#folder, env: this.#env, what, hint: aptNeeded }, signal);
  }
}

/** Folders and a configuration that leads apt to them; hooks of this machine are for this machine. */
async function writeState(folder: string, sources: string, architecture: Architecture): Promise<string> {
  for (const name of ['lists/partial', 'cache/archives/partial', 'sources', 'none', 'files']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'sources', 'own.sources'), sources);
  await writeFile(join(folder, 'status'), '');
  const settings = {
    'Dir::State': folder,
    'Dir::State::status': join(folder, 'status'),
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': join(folder, 'sources'),
    'Dir::Etc::preferencesparts': join(folder, 'none'),
    'APT::Architecture': architecture,
    // as root it would change to a user who may not enter these folders
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Acquire::http::Timeout': '30', // seconds without a byte
    'Acquire::https::Timeout': '30',
  };
  const cleared = ['APT::Architectures', 'APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke'];
  const lines = [
    ...[...cleared, 'APT::Update::Post-Invoke-Success', 'Acquire::IndexTargets'].map((key) => `#clear ${key};`),
    `Acquire::IndexTargets::deb::Packages { MetaKey "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages"; flatMetaKey "Packages"; ShortDescription "Packages"; Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages"; flatDescription "$(RELEASE) Packages"; Optional "0"; };`,
    `APT::Architectures { "${architecture}"; };`,
    ...Object.entries(settings).map(([key, value]) => `${key} "${value}";`),
  ];
  const configuration = join(folder, 'apt.conf');
  await writeFile(configuration, `${lines.join('\n')}\n`);
  return configuration;
}

async function machineSources(): Promise<AptSource[]> {
  const found: AptSource[] = [];
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => []);
  for (const path of ['/etc/apt/sources.list', ...parts.sort().map((name) => `/etc/apt/sources.list.d/${name}`)]) {
    const text = await readFile(path, 'utf8').catch(() => ''); // often absent, or for other eyes
    found.push(...parseSources(path, text));
  }
  return found;
}
