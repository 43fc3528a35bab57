/**
 * Runs test files and believes none of them.
 *
 * uvu can pass while it tests nothing: a `before` that throws, a suite whose `.run()` was forgotten, a `.only` that hides
 * the rest. So each file runs in a process of its own, its totals are read, and it counts as good only when every test of
 * it ran and passed. A file that is broken counts as one failed test at least. Tests of the kind e2e may be skipped where the
 * machine has not what they need: their file says `skipped: REASON`, and they are counted as what they are.
 */
export { classify, findTestFiles, type TestFile, type TestKind } from './find-files.ts';
export { judge, type Totals, type Verdict } from './judge.ts';
export { type FileRun, runFile } from './run-file.ts';
