import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { digestFile, digestOfSources, isMadeOf } from '../src/cli/cloud/page-sources.ts';

/**
 * Builds the pages of src/web into dist/web (or the folder named as argument): the administration of the cloud manager
 * (index.html) and the view of releases (releases.html). A folder that was made of the same sources is left as it is.
 */
const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? `${root}/dist/web`);
const digest = digestOfSources(root);

if (isMadeOf(folder, digest)) {
  process.stdout.write(`${folder} is up to date\n`);
} else {
  const made = `${folder}.${process.pid}`;
  const { output } = await buildInto(made);
  writeFileSync(`${made}/${digestFile}`, digest);
  takeItsPlace(made);
  process.stdout.write(`${describe(output)}\n`);
}

async function buildInto(outDir: string): Promise<{ output: readonly Built[] }> {
  const built = await build({
    configFile: false,
    root: `${root}/src/web`,
    // a page does not know at which path it is served
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      // light-dark() is what both themes are made of
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      // pages have a policy of contents without data: and inline scripts
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: ['index.html', 'releases.html'].map((name) => `${root}/src/web/${name}`),
        // what a leaf wants of Node.js is for the terminal: were it used here, a browser would say so at once
        external: /^node:/,
        treeshake: { moduleSideEffects: 'no-external' },
      },
    },
  });
  if (!('output' in built)) throw new Error('vite built something else than one set of files');
  return built;
}

/** Two may build at once: the folder is there at any time but for the moment between two names. */
function takeItsPlace(made: string): void {
  const before = `${made}.before`;
  if (existsSync(folder)) renameSync(folder, before);
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!isMadeOf(folder, digest)) throw error;
    rmSync(made, { recursive: true });
  }
  rmSync(before, { recursive: true, force: true });
}

interface Built {
  readonly fileName: string;
  readonly code?: string;
  readonly source?: string | Uint8Array;
}

function describe(output: readonly Built[]): string {
  return output
    .map((file) => `${kilobytes(gzipSync(file.code ?? file.source ?? '').length)}  ${file.fileName}`)
    .join('\n');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1).padStart(6)} kB`;
}
