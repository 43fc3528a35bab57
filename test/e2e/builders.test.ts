import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeLayout } from '../../src/image/index.ts';
import { build, configOf, entriesOf, newFolder, options } from '../image/support/images.ts';
import { orSkip } from '../support/real-nodes.ts';

const it = suite('images by programs of others');

for (const builder of ['docker', 'buildah', 'podman'] as const) {
  const test = orSkip(it, whyNot(builder));
  test(`${builder} makes the same files, owners and settings as we do, in as many layers`, async () => {
    const folder = join(newFolder(), 'base');
    const base = await build([{ data: 'base', to: '/base' }], { env: { LANG: 'C' } });
    await writeLayout(folder, [{ name: 'base:1', images: [base] }]);
    const make = (how = {}) =>
      build(
        [
          { data: 'hello', to: '/opt/app/a', uid: 5, mode: 0o640 },
          { link: 'a', to: '/opt/app/b' },
        ],
        {
          ...(builder === 'docker' ? {} : { base: `${folder}:base:1` }),
          user: 1001,
          workdir: '/opt/work',
          env: { A: 'a "b" $c \\' },
          ports: [8080],
          command: ['/x'],
          args: ['run'],
          sbom: { name: 'demo', version: '1' },
        },
        // where a file system may not lie over another, copies serve
        { ...options(), env: { ...process.env, STORAGE_DRIVER: 'vfs' }, ...how },
      );
    const [theirs, again, ours] = [await make({ builder }), await make({ builder }), await make()];
    assert.is(theirs.manifest.digest, again.manifest.digest);
    assert.is(theirs.layers.length, ours.layers.length);
    const files = async (image: typeof ours) =>
      (await entriesOf(image)).filter(({ type }) => type !== 'Directory').map(({ mtime: _, ...entry }) => entry);
    assert.equal(await files(theirs), await files(ours));
    const [their, our] = [(await configOf(theirs)).config, (await configOf(ours)).config];
    for (const key of ['User', 'Env', 'ExposedPorts', 'Entrypoint', 'Cmd', 'WorkingDir']) {
      assert.equal(their[key], our[key], key);
    }
    assert.is(theirs.attachments.length, 1);
  });
}

/** Docker needs its daemon, too. */
function whyNot(builder: string): string | undefined {
  const { status, error } = spawnSync(builder, ['info'], { stdio: 'ignore' });
  if (error) return `${builder} is not installed`;
  return status === 0 ? undefined : `${builder} cannot work here`;
}

it.run();
