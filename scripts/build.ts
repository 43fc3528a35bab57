import { execFileSync, type StdioOptions } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * Makes dist/capstan.js, the one file that ships: all that the program needs besides Node.js. What a command does not use
 * lies in the file, but is neither compiled nor run.
 *
 * It is CommonJS although the source is not: a module that imports node:http evaluates all of its exports, Node's own
 * fetch and WebSocket among them, which costs 9 MB of memory that nobody uses.
 */
const outfile = 'dist/capstan.js';

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/cli/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [withoutUnusedModels()],
  banner: { js: "const $url=require('node:url').pathToFileURL(__filename).href;" },
  define: {
    CAPSTAN_VERSION: JSON.stringify(readVersion()),
    CAPSTAN_COMMIT: JSON.stringify(readCommit()),
    'import.meta.url': '$url',
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
  },
});
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
chmodSync(outfile, 0o755);
process.stdout.write(`${describe(metafile)}\n`);

/**
 * client-node's files do nothing when they are loaded, but its package.json does not say so: told that, esbuild leaves out
 * the models and clients of every API, of which nothing is used here.
 */
function withoutUnusedModels(): Plugin {
  const seen = Symbol('seen');
  return {
    name: 'without-unused-models',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, kind, ...where }) => {
        if (kind === 'entry-point' || pluginData === seen) return undefined;
        if (!path.includes('client-node') && !where.importer.includes('client-node')) return undefined;
        const found = await resolve(path, { ...where, kind, pluginData: seen });
        const isPure = /client-node\/dist\//.test(found.path) && !found.path.endsWith('polyfill.js');
        return isPure ? { path: found.path, sideEffects: false } : undefined;
      });
    },
  };
}

function readVersion(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}

/** `unknown` outside of a checkout. */
function readCommit(): string {
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio }).trim();
  } catch {
    return 'unknown';
  }
}

/** The size of the file, and the packages that take most of it. */
function describe({ outputs }: Metafile): string {
  const output = outputs[outfile];
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const [, name = 'src'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  const largest = [...sizes].sort(([, one], [, other]) => other - one).slice(0, 10);
  const lines = largest.map(([name, bytes]) => `${kilobytes(bytes)}  ${name}`);
  return [`${kilobytes(output?.bytes ?? 0)}  ${outfile}, of which`, ...lines].join('\n');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0).padStart(6)} kB`;
}
