import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Component, type ControlPlane, startControlPlane } from '../../src/devcluster/index.ts';
import { binariesFor } from './binaries.ts';

/** How test/run.ts hands its control plane to the test files. */
export const sharedVariables = { kubeconfig: 'CAPSTAN_TEST_KUBECONFIG', auditLog: 'CAPSTAN_TEST_AUDIT_LOG' } as const;

export type OwnControlPlane = ControlPlane & AsyncDisposable;

/** A control plane in a temporary folder, for whoever stops or freezes parts of it: `await using plane = await …`. */
export async function ownControlPlane(
  options: { components?: readonly Component[]; audit?: boolean } = {},
  signal?: AbortSignal,
): Promise<OwnControlPlane> {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-test-'));
  const plane = await startControlPlane({ dir, binaries: await binariesFor(options.components), ...options }, signal);
  return Object.assign(plane, {
    [Symbol.asyncDispose]: async () => {
      await plane.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  });
}
