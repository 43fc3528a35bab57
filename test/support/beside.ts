/**
 * Starts a test's work at once, beside the tests in front of it: for those that mostly wait, in a namespace of their own.
 * @returns what the test then waits for
 */
export function beside(work: () => Promise<void>): () => Promise<void> {
  const running = work();
  running.catch(() => {}); // it fails the test that waits for it
  return () => running;
}
