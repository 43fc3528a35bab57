import { printCli } from './docs/cli.ts';
import { printCompatibility } from './docs/compatibility.ts';
import { printErrors } from './docs/errors.ts';
import { printHelmCompatibility } from './docs/helm-compatibility.ts';
import { printMetrics } from './docs/metrics.ts';
import { settlePages } from './docs/pages.ts';
import { printWatches, printWatchesSchema } from './docs/watches.ts';

/**
 * Prints the pages of docs/reference that say what the code says: from the commands, the catalogue of errors, the table of
 * metrics, the fields of watches.yaml and the charts that are compared with Helm. With --check nothing is written: a page that is not what would be written makes the exit code 1.
 */
settlePages({
  'docs/reference/cli.md': await printCli(),
  'docs/reference/compatibility.md': printCompatibility(),
  'docs/reference/errors.md': printErrors(),
  'docs/reference/helm-compatibility.md': printHelmCompatibility(),
  'docs/reference/metrics.md': printMetrics(),
  'docs/reference/watches.md': printWatches(),
  'docs/reference/watches.schema.json': printWatchesSchema(),
});
