import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * `const require = createRequire(import.meta.url)` is how an ES module loads something when it is first needed and cannot wait.
 * Without that line esbuild sees CommonJS' own require: it takes along what is named, to be run when it is called.
 */
export function lazyRequire(): Plugin {
  const line = 'const require = createRequire(import.meta.url);\n';
  return {
    name: 'lazy-require',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        return text.includes(line) ? { contents: text.replace(line, ''), loader: 'ts' } : undefined;
      });
    },
  };
}
