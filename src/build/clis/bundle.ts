import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { lazyRequire } from './lazy-require.ts';

/** As much of esbuild as is used. */
interface Bundler {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

/** Where the project's esbuild is. @throws CapstanError TOOL_MISSING */
export function findBundler(folder: string): string {
  try {
    return createRequire(join(folder, 'package.json')).resolve('esbuild');
  } catch (error) {
    throw new CapstanError('TOOL_MISSING', `esbuild is needed to build CLIs, and the project has none`, {
      hint: `npm install --save-dev esbuild, in ${folder}`,
      cause: error,
    });
  }
}

/** A module with all that it imports as one CommonJS script, which needs nothing but Node.js. @throws CapstanError TOOL_FAILED */
export async function bundle(folder: string, entry: string): Promise<string> {
  const bundler = (await import(pathToFileURL(findBundler(folder)).href)) as Bundler;
  try {
    const { outputFiles } = await bundler.build({
      entryPoints: [entry],
      absWorkingDir: folder,
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [lazyRequire()],
      banner: { js: "const $url=require('node:url').pathToFileURL(__filename).href;" },
      define: { 'import.meta.url': '$url', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    });
    return outputFiles[0]?.text.replace(/^#!.*\n/, '') ?? '';
  } catch (error) {
    throw new CapstanError('TOOL_FAILED', `${entry} cannot be bundled: ${messageOf(error)}`, { cause: error });
  }
}
