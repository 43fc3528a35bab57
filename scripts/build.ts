import { execFileSync, type StdioOptions } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { lazyRequire } from '../src/build/clis/lazy-require.ts';
import { sbomOf } from './sbom.ts';

/**
 * Makes dist/capstan.js (or the file named as argument) and copctl.js, which load program.js beside them: all that the program
 * needs besides Node.js. What a command does not use lies in the file, but is neither compiled nor run. sbom.cdx.json lists the
 * packages that are in it.
 *
 * It is CommonJS although the source is not: a module that imports node:http evaluates all of its exports, Node's own
 * fetch and WebSocket among them, which costs 9 MB of memory that nobody uses.
 */
const outfile = process.argv[2] ?? 'dist/capstan.js';

const common = {
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
} as const;

const launcher = await build({
  ...common,
  entryPoints: ['src/cli/launcher.ts'],
  target: 'node20',
  external: ['./program.js'],
  define: { 'import.meta.dirname': '__dirname' },
});
/** Packages that use each other: in files of their own each would have its own copy of the others, and its own classes. */
const together = /^(@?hono\b|@electric-sql\/|zod$|kysely$|pg$|pg-boss$)/;
const togetherIn = 'cloud-manager';

/** The embedded database reads these beside itself. */
const database = '@electric-sql/pglite';
const databaseFiles = ['pglite.wasm', 'pglite.data', 'initdb.wasm'];

const packages = new Map<string, string>();
const program = await build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  outfile,
  target: 'node24',
  logLevel: 'warning',
  plugins: [packagesApart(), lazyRequire()],
  banner: { js: "const $url=require('node:url').pathToFileURL(__filename).href;" },
  define: {
    CAPSTAN_VERSION: JSON.stringify(readVersion()),
    CAPSTAN_COMMIT: JSON.stringify(readCommit()),
    'import.meta.url': '$url',
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
  },
});
mkdirSync(join(dirname(outfile), 'packages'), { recursive: true });
writeFileSync(join(dirname(outfile), 'package.json'), '{ "type": "commonjs" }\n');
const sizes = new Map<string, number>();
const built = await builtPackages();
const inputs = new Set([...inputsOf(program.metafile), ...built.inputs]);
for (const [name, text] of Object.entries(built.texts)) put(`packages/${name}.js`, text);
for (const name of [...packages.values()].includes(database) ? databaseFiles : []) {
  put(`packages/${name}`, readFileSync(`node_modules/${database}/dist/${name}`), 0o644);
}
put('program.js', loadLazily(program.outputFiles[0]?.text ?? ''));
// by the name it is called by, the program knows what it is to be
for (const name of [basename(outfile), 'copctl.js', 'cloudmgr.js', 'om.js'])
  put(name, launcher.outputFiles[0]?.text ?? '');
put('sbom.cdx.json', sbomOf(inputs), 0o644);
process.stdout.write(`${describe()}\n`);

/**
 * Packages become files of their own: a command reads those that it uses. One file of all would take a third of the time of a
 * short command, only to be read. What every command begins with stays: commander and deepmerge.
 */
function packagesApart(): Plugin {
  return {
    name: 'packages-apart',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
        if (
          path.startsWith('node:') ||
          ['commander', 'deepmerge'].includes(path) ||
          !/\/src\/[^:]*\.ts$/.test(importer)
        )
          return undefined;
        const name = path.replace(/^@|\.js$/g, '').replaceAll('/', '-');
        packages.set(name, path);
        return { path: `./packages/${name}.js`, external: true };
      });
    },
  };
}

interface BuiltPackages {
  /** By the name of the file. */
  readonly texts: Readonly<Record<string, string>>;
  /** What of node_modules is in them. */
  readonly inputs: readonly string[];
}

/** Packages change with an install or with this file alone: what an earlier build made of them serves again. */
async function builtPackages(): Promise<BuiltPackages> {
  const decisive = ['node_modules/.package-lock.json', import.meta.filename].map((file) => readFileSync(file));
  const key = hash('sha256', Buffer.concat([...decisive, Buffer.from(JSON.stringify([...packages].sort()))]));
  const kept = `node_modules/.cache/capstan/packages-${key}.json`;
  try {
    return JSON.parse(readFileSync(kept, 'utf8')) as BuiltPackages;
  } catch {
    // none was made yet, or it was not written to its end
  }
  const apart = [...packages].filter(([, specifier]) => !together.test(specifier));
  const shared = [...packages].filter(([, specifier]) => together.test(specifier));
  const members = shared.map(([, specifier]) => `${JSON.stringify(specifier)}: ${requireOf(specifier)}`);
  const all = await Promise.all([
    ...apart.map(async ([name, specifier]) => [name, await bundlePackage(requireOf(specifier))] as const),
    ...(shared.length > 0 ? [[togetherIn, await bundlePackage(`{ ${members.join(', ')} }`)] as const] : []),
  ]);
  const made: BuiltPackages = {
    texts: Object.fromEntries([
      ...all.map(([name, { text }]) => [name, text]),
      ...shared.map(([name, specifier]) => [
        name,
        `module.exports=require("./${togetherIn}.js")[${JSON.stringify(specifier)}];\n`,
      ]),
    ]),
    inputs: all.flatMap(([, { metafile }]) => inputsOf(metafile)),
  };
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(made));
  renameSync(`${kept}.${process.pid}`, kept);
  return made;
}

function requireOf(specifier: string): string {
  return `require(${JSON.stringify(specifier)})`;
}

/** @param exported an expression: what the file is to export */
async function bundlePackage(exported: string): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...common,
    stdin: { contents: `module.exports = ${exported};`, resolveDir: '.' },
    target: 'node24',
    logLevel: 'warning',
    plugins: [clientNodeInPart()],
  });
  return { text: outputFiles[0]?.text ?? '', metafile };
}

/** Files of which something is in what was built; what was only looked at does not count. */
function inputsOf({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

/**
 * Parts of Node.js that a short command may do without, loaded when something of them is first used: together they take as
 * long as the rest of the start.
 */
function loadLazily(text: string): string {
  const parts = 'child_process|crypto|dgram|dns|fs/promises|http|http2|https|net|perf_hooks|stream/consumers|tls|zlib';
  const lazy =
    '(id,load=()=>process.getBuiltinModule(id))=>new Proxy({},{get:(_,name)=>load()[name],has:(_,name)=>name in load()})';
  const lazily = text.replace(new RegExp(`\\brequire\\("(?:node:)?(${parts})"\\)`, 'g'), '$lazy("node:$1")');
  const start = lazily.startsWith('#!') ? lazily.indexOf('\n') + 1 : 0;
  return `${lazily.slice(0, start)}const $lazy=${lazy};\n${lazily.slice(start)}`;
}

/** Whole or not at all: somebody may be starting it now. */
function put(name: string, content: string | Buffer, mode = 0o755): void {
  const file = join(dirname(outfile), name);
  writeFileSync(`${file}.new`, content, { mode });
  renameSync(`${file}.new`, file);
  sizes.set(name, Buffer.byteLength(content));
}

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
  return {
    name: 'without-side-effects',
    setup({ onResolve }) {
      // An ES module names whole files: esbuild need not be asked where each of a thousand is, which takes it 16 seconds.
      onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path),
        sideEffects: false,
      }));
    },
  };
}

function readVersion(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}

/** `unknown` outside of a checkout, unless CAPSTAN_COMMIT says it. */
function readCommit(): string {
  const given = process.env['CAPSTAN_COMMIT'];
  if (given) return given.slice(0, 12);
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio }).trim();
  } catch {
    return 'unknown';
  }
}

/** The size of it all, and the largest files. */
function describe(): string {
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const largest = [...sizes].sort(([, one], [, other]) => other - one).slice(0, 10);
  const lines = largest.map(([name, bytes]) => `${kilobytes(bytes)}  ${name}`);
  return [`${kilobytes(all)}  ${outfile} and what it loads, of which`, ...lines].join('\n');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0).padStart(6)} kB`;
}
