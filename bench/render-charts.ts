import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BenchChart {
  readonly name: string;
  /** A directory. */
  readonly chart: string;
  /** A values file, for charts of a corpus. */
  readonly file?: string;
  /** --set, for charts of ours. */
  readonly sets: readonly string[];
}

const own = fileURLToPath(new URL('./charts/', import.meta.url));

/**
 * The charts to render: those of a corpus (its folders, or those of its folder charts/, with the values of cases/NAME/default.yaml),
 * all or the named ones; else ours, each in five sizes.
 */
export function chartsToRender(corpus: string | undefined, names: readonly string[] = []): BenchChart[] {
  if (corpus === undefined) return ownCharts();
  const folder = existsSync(join(corpus, 'charts')) ? join(corpus, 'charts') : corpus;
  const chosen = names.length > 0 ? names : readdirSync(folder).sort();
  return chosen.map((name) => {
    const file = join(corpus, 'cases', name, 'default.yaml');
    return { name, chart: join(folder, name), sets: [], ...(existsSync(file) && { file }) };
  });
}

const sizes = [1, 3, 10, 30, 60];

function ownCharts(): BenchChart[] {
  return readdirSync(own).flatMap((name) =>
    sizes.map((size) => ({ name: `${name} ×${size}`, chart: own + name, sets: [`size=${size},global.size=${size}`] })),
  );
}
