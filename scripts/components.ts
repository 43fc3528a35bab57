import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { lazyRequire } from '../src/build/clis/lazy-require.ts';

/**
 * Makes a component of Knitfab one file, all that it needs besides Node.js: `node scripts/components.ts NAME FOLDER` writes
 * FOLDER/main.mjs of src/knitfab/NAME/main.ts. build.yaml puts it into an image.
 */
const [name, folder] = process.argv.slice(2);
if (name === undefined || folder === undefined) throw new Error('usage: node scripts/components.ts NAME FOLDER');

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

await build({
  entryPoints: { main: `src/knitfab/${name}/main.ts` },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [lazyRequire()],
  legalComments: 'none',
  logLevel: 'warning',
  // there is no package.json beside the file
  define: { CAPSTAN_VERSION: JSON.stringify(process.env['APP_VERSION'] ?? version) },
  // pg's native twin is asked for and never there
  external: ['pg-native'],
  // packages that are CommonJS ask for parts of Node.js by it
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
});
