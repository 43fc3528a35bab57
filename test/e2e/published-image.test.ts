import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binary } from '../support/binaries.ts';
import { useControlPlane } from '../support/cluster.ts';
import { type UnpackedImage, unpackLayout } from '../support/oci-layout.ts';
import { operatorAccount } from '../support/operator-account.ts';
import { startRegistry } from '../support/registry.ts';
import { defineRuntimes, installed, runtime, runtimeRef, untilConditions, untilGone } from '../support/resources.ts';
import { scratchFolder } from '../support/scratch.ts';
import { LayoutOperator } from './layout-operator.ts';
import { buildOperator, imagesOf } from './operator-image.ts';
import { capstan } from './world.ts';

const run = promisify(execFile);
const it = suite('the published image');

const out = await buildOperator();
const registry = await startRegistry();
await capstan([
  ...['publish', '--mode', 'local', '--out', out],
  ...['--registry', registry.host, '--repository', 'e2e', '--plain-http'],
]);
const image = await pullAndUnpack();

it.after(() => registry.stop());

it('is at most 60 MB to pull, the same that was built, and another user than root', async () => {
  const [built] = (await imagesOf(out)).images;
  assert.is(image.digest, built?.manifest.digest);
  const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  assert.ok(size <= 60e6, `${size} bytes`);
  assert.match(image.config.User ?? '', /^1001(:0)?$/);
});

it('runs from the OCI layout, on a file system that is its own, and makes a release', async () => {
  const test = await useControlPlane();
  await defineRuntimes(test.cluster);
  const account = await operatorAccount(test, 'layout');
  const ref = runtimeRef(account.namespace);
  await using operator = new LayoutOperator(image, account);
  process.stdout.write(`start to ready: ${(await operator.ready()).toFixed(2)} s\n`);

  await test.cluster.create(runtime(account.namespace));
  await untilConditions(test.cluster, ref, installed);
  await test.cluster.delete(ref);
  await untilGone(test.cluster, ref);
  assert.is(await operator.stop(), 0);
  assert.equal(operator.errors, []);
});

/** By crane, which knows nothing of how it came there. */
async function pullAndUnpack(): Promise<UnpackedImage> {
  const { name } = await imagesOf(out);
  const folder = join(scratchFolder(), 'layout');
  await run(await binary('crane'), ['pull', '--insecure', '--format=oci', `${registry.host}/e2e/${name}`, folder]);
  return unpackLayout(folder);
}

it.run();
