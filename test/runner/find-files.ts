import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * unit: nothing but this process; conformance: the real Helm; integration: a control plane; chaos: one, and faults of all
 * sorts; e2e: more than that (a node, a browser, an image).
 */
export type TestKind = 'unit' | 'conformance' | 'integration' | 'chaos' | 'e2e';

export interface TestFile {
  /** Relative to the checkout. */
  readonly path: string;
  readonly kind: TestKind;
}

/** All `*.test.ts` below `test/`, sorted; with patterns those whose path contains one of them. */
export function findTestFiles(root: string, patterns: readonly string[] = []): TestFile[] {
  return globSync('test/**/*.test.ts', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)))
    .sort()
    .map((path) => ({ path, kind: classify(path, readFileSync(join(root, path), 'utf8')) }));
}

/** A file that uses a control plane is no unit test, wherever it stands. */
export function classify(path: string, source: string): TestKind {
  if (path.startsWith('test/e2e/')) return 'e2e';
  if (path.startsWith('test/conformance/')) return 'conformance';
  if (path.startsWith('test/chaos/')) return 'chaos';
  if (path.startsWith('test/integration/')) return 'integration';
  return /^(import |\} ).*from '[./]+\/support\/(cluster|control-plane)\.ts'/m.test(source) ? 'integration' : 'unit';
}
