import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import {
  checkRegistry,
  checkRepository,
  findProject,
  type PublishedImage,
  publish,
  readRemotes,
  resolveRepository,
} from '../build/index.ts';
import { CapstanError } from '../errors/index.ts';
import { type AccessFlags, addAccessFlags } from './access-flags.ts';
import { registryAccess } from './build/surroundings.ts';
import { stopOnSignals } from './stop-signal.ts';
import { hasProgress } from './terminal.ts';
import { Waiting } from './waiting.ts';

interface PublishFlags extends AccessFlags {
  readonly images?: string;
  readonly project?: string;
  readonly out?: string;
  readonly mode?: 'local' | 'test' | 'release';
  readonly registry?: string;
  readonly repository?: string;
  readonly component?: readonly string[];
  readonly registryConfig?: string;
  readonly passwordStdin: boolean;
  readonly dryRun: boolean;
  readonly output: 'text' | 'json';
}

const modes = ['local', 'test', 'release'] as const;

const notes = `
Pushes what capstan build has put into bin/images/MODE: the image of each architecture, then the list of all. What is
there already is not sent again, and what has arrived is compared by its digest.

Credentials are those of docker login or helm registry login, or --username with --password-stdin. An authority is
--ca-file, else certs.d/HOST/ca.crt of ~/.docker or /etc/docker. A registry of this machine that has none is spoken to
without TLS.

Environment:
  IMAGE_REGISTRY   host[:port]; otherwise that of the build
  REPOSITORY       path in the registry; otherwise that of the build; git://REMOTE is that of a git remote's address

Examples:
  capstan publish --mode release
  capstan publish --mode local --registry 10.10.0.3:30005 --repository local
  capstan publish --mode release --dry-run -o json`;

/** `capstan publish`: what was built, to a registry. */
export function publishCommand(): Command {
  const command = new Command('publish')
    .option('--images <folder>', 'what to push: bin/images/MODE of a project')
    .option('--project <folder>', 'the project; otherwise the nearest folder upward')
    .option('--out <folder>', "where the build's bin/ lies; otherwise in the project")
    .addOption(new Option('--mode <mode>', 'which build; needed where there are several').choices(modes))
    .option('--registry <host>', 'instead of IMAGE_REGISTRY')
    .option('--repository <path>', 'instead of REPOSITORY')
    .option('--component <name...>', 'only the images of these components')
    .option('--registry-config <file>', "Helm's file of registry credentials")
    .option('--password-stdin', "read the registry's password from standard input", false)
    .option('--dry-run', 'say what would be pushed, and push nothing', false)
    .addOption(new Option('-o, --output <format>', 'how to say it').choices(['text', 'json']).default('text'));
  return addAccessFlags(command).addHelpText('after', notes).action(runPublish);
}

async function runPublish(flags: PublishFlags): Promise<void> {
  const env = process.env;
  const folder = flags.images === undefined ? builtImages(flags) : resolve(flags.images);
  const password = await passwordOf(flags);
  const signal = stopOnSignals((name) => process.stderr.write(`${name}: stopping …\n`));
  const registry = flags.registry || env['IMAGE_REGISTRY'];
  const asked = flags.repository || env['REPOSITORY'];
  const isRemote = asked?.startsWith('git://') === true;
  const waiting = new Waiting(process.stderr, hasProgress(process.stderr, env));
  const isJson = flags.output === 'json';
  if (registry) checkRegistry(registry, flags.registry ? '--registry' : 'IMAGE_REGISTRY');
  try {
    const source = flags.repository ? '--repository' : 'REPOSITORY';
    const remotes = isRemote ? await readRemotes(folder, env, signal) : new Map<string, string>();
    const repository = asked && resolveRepository(asked, remotes, source).replace(/^\/+|\/+$/g, '');
    if (repository) checkRepository(repository, source);
    const options = {
      folder,
      ...(registry ? { registry } : {}),
      ...(repository ? { repository } : {}),
      ...(flags.component === undefined ? {} : { components: flags.component }),
      access: registryAccess({ ...flags, ...(password === undefined ? {} : { password }) }, env),
      isDryRun: flags.dryRun,
      onProgress: (what: string | undefined) => waiting.show(what),
      onPushed: (image: PublishedImage) => {
        if (!isJson) waiting.aside(() => process.stdout.write(line(image, flags.dryRun)));
      },
    };
    const images = await publish(options, signal);
    if (isJson) process.stdout.write(`${JSON.stringify({ dryRun: flags.dryRun, images }, undefined, 2)}\n`);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 1;
  } finally {
    waiting.show(undefined);
  }
}

/** What stands on a command line is in the list of processes: `--password-stdin`, as docker and helm have it. */
async function passwordOf({ username, password, passwordStdin }: PublishFlags): Promise<string | undefined> {
  if (!passwordStdin) return password;
  if (password !== undefined || username === undefined) {
    const message =
      password === undefined
        ? '--password-stdin needs --username'
        : '--password and --password-stdin exclude each other';
    throw new CapstanError('USAGE', message, {
      hint: 'echo "$TOKEN" | capstan publish --username NAME --password-stdin',
    });
  }
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

/** The only build there is, or the one that is asked for. */
function builtImages({ mode, project, out }: PublishFlags): string {
  const all = join(resolve(out ?? project ?? findProject(process.cwd())), 'bin', 'images');
  if (mode !== undefined) return join(all, mode);
  const built = modes.filter((one) => existsSync(join(all, one, 'images.json')));
  if (built[0] !== undefined && built.length === 1) return join(all, built[0]);
  const message = built.length === 0 ? `${all} holds no build` : `there are several builds: ${built.join(', ')}`;
  throw new CapstanError('USAGE', message, {
    hint: built.length === 0 ? 'build first: capstan build image' : `say which: --mode ${built[0]}`,
  });
}

function line({ reference, digest, arches }: PublishedImage, isDryRun: boolean): string {
  return `${isDryRun ? 'would push' : 'pushed'} ${reference}${digest === '' ? '' : `@${digest}`} (${arches.join(', ')})\n`;
}
