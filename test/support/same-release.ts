import { isDeepStrictEqual } from 'node:util';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from './cluster.ts';
import { onChart, writeValues } from './go-charts.ts';
import { helm } from './kubectl.ts';
import { type LiveRelease, readRelease, refsOf } from './release-objects.ts';
import { conditionOf, listKind, until, untilGone } from './resources.ts';

/**
 * A chart as a release of the real helm, and as one of ours: the same manifest, hooks, values and live objects after the
 * install and after each upgrade, and nothing left at the end. Both are in the same namespace, helm's first and gone when
 * ours comes: the namespace is in checksums, and some charts have objects outside of it.
 */
export async function checkSameRelease(chart: string, inputs: readonly object[]): Promise<void> {
  const { cluster, kubeconfig } = await useControlPlane();
  await onChart(
    chart,
    async ({ namespace, ref, create, replace, operator }) => {
      const wanted = await helmReleases(chart, inputs, namespace);
      let manifest = '';
      for (const [index, values] of inputs.entries()) {
        await (index === 0 ? create(values) : replace(values));
        await untilDeployed();
        await eventually(async () => assert.equal(await readRelease(cluster, kubeconfig, namespace), wanted[index]), {
          timeoutMs: 60_000,
          everyMs: 500,
        });
        manifest = await helm(kubeconfig, '-n', namespace, 'get', 'manifest', 'w');
      }
      const refs = await refsOf(cluster, manifest, namespace);
      await cluster.delete(ref);
      await untilGone(cluster, ref, 60_000);
      for (const gone of refs) if (!isKept(wanted, gone)) await untilGone(cluster, gone, 60_000);
      assert.equal(await recordNames(namespace), []);
      assert.equal(operator.errors, []);

      async function untilDeployed(): Promise<void> {
        await until(
          cluster,
          ref,
          (object) => {
            const failed = conditionOf(object, 'ReleaseFailed');
            assert.is(failed, undefined, failed?.message);
            const { generation } = object.metadata;
            const { observedGeneration } = object['status'] as { observedGeneration?: number };
            assert.is(observedGeneration, generation);
            assert.is(conditionOf(object, 'Deployed')?.status, 'True');
          },
          { timeoutMs: 90_000 },
        );
      }
    },
    { kubeconfig },
  );
}

async function helmReleases(chart: string, inputs: readonly object[], namespace: string): Promise<LiveRelease[]> {
  const { cluster, kubeconfig } = await useControlPlane();
  const releases: LiveRelease[] = [];
  for (const [index, values] of inputs.entries()) {
    const verb = index === 0 ? 'install' : 'upgrade';
    await helm(kubeconfig, '-n', namespace, verb, 'w', chart, '-f', writeValues(values));
    releases.push(await settled(() => readRelease(cluster, kubeconfig, namespace)));
  }
  const manifest = await helm(kubeconfig, '-n', namespace, 'get', 'manifest', 'w');
  const refs = await refsOf(cluster, manifest, namespace);
  await helm(kubeconfig, '-n', namespace, 'uninstall', 'w');
  for (const ref of refs) {
    if (isKept(releases, ref)) await cluster.delete(ref);
    await untilGone(cluster, ref, 60_000);
  }
  return releases;
}

/** What two looks agree on that are some time apart: controllers write into specs too, once. */
function settled<T>(look: () => Promise<T>): Promise<T> {
  let before: T | undefined;
  return eventually(
    async () => {
      const now = await look();
      const isSame = isDeepStrictEqual(now, before);
      before = now;
      assert.ok(isSame, 'objects do not settle');
      return now;
    },
    { everyMs: 3_000, timeoutMs: 120_000 },
  );
}

function isKept(releases: readonly LiveRelease[], { kind, name }: { kind: string; name: string }): boolean {
  return JSON.stringify(releases.at(-1)?.objects[`${kind} ${name}`] ?? '').includes('"helm.sh/resource-policy":"keep"');
}

async function recordNames(namespace: string): Promise<string[]> {
  const { cluster } = await useControlPlane();
  const secrets = await listKind(cluster, namespace, 'v1/Secret');
  return secrets.filter(({ metadata }) => metadata.labels?.['owner'] === 'helm').map(({ metadata }) => metadata.name);
}
