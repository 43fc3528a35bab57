import { execFileSync, type StdioOptions } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * Makes dist/capstan.js (or the file named as argument), the one file that ships: all that the program needs besides Node.js. What a command does not use
 * lies in the file, but is neither compiled nor run.
 *
 * It is CommonJS although the source is not: a module that imports node:http evaluates all of its exports, Node's own
 * fetch and WebSocket among them, which costs 9 MB of memory that nobody uses.
 */
const outfile = process.argv[2] ?? 'dist/capstan.js';

const { metafile, outputFiles } = await build({
  entryPoints: ['src/cli/main.ts'],
  outfile,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [clientNodeInPart()],
  banner: { js: "const $url=require('node:url').pathToFileURL(__filename).href;" },
  define: {
    CAPSTAN_VERSION: JSON.stringify(readVersion()),
    CAPSTAN_COMMIT: JSON.stringify(readCommit()),
    'import.meta.url': '$url',
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
  },
});
mkdirSync(dirname(outfile), { recursive: true });
writeFileSync(join(dirname(outfile), 'package.json'), '{ "type": "commonjs" }\n');
// Whole or not at all: somebody may be starting it now.
writeFileSync(`${outfile}.new`, outputFiles[0]?.contents ?? '', { mode: 0o755 });
renameSync(`${outfile}.new`, outfile);
process.stdout.write(`${describe(metafile)}\n`);

/**
 * Of client-node its KubeConfig is used, and none of its models and clients of every API. They are left out by bundling it
 * by itself first: told that its files do nothing when they are loaded (its package.json does not say so), and where
 * nothing is imported lazily, esbuild finds out what nobody needs.
 */
function clientNodeInPart(): Plugin {
  const folder = 'node_modules/@kubernetes/client-node';
  return {
    name: 'client-node-in-part',
    setup({ onLoad }) {
      onLoad({ filter: /client-node\/dist\/index\.js$/ }, async () => {
        const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { dependencies: object };
        const { outputFiles } = await build({
          stdin: { contents: "export { KubeConfig } from './dist/index.js';", resolveDir: folder },
          bundle: true,
          write: false,
          platform: 'node',
          format: 'esm',
          external: Object.keys(dependencies),
          plugins: [withoutSideEffects()],
        });
        return { contents: outputFiles[0]?.text ?? '', resolveDir: folder };
      });
    },
  };
}

function withoutSideEffects(): Plugin {
  const seen = Symbol('seen');
  return {
    name: 'without-side-effects',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, ...where }) => {
        if (pluginData === seen) return undefined;
        const found = await resolve(path, { ...where, pluginData: seen });
        return { path: found.path, sideEffects: false };
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
  const [output] = Object.values(outputs);
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
