import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from '../../support/binaries.ts';
import { scratchFolder, writeScript, writeText } from '../../support/scratch.ts';
import type { DevWorld } from './dev-world.ts';

const held = ['etcd', 'kube-apiserver'] as const;

/** The world's cluster gets no further than to this program until this is disposed of: its start waits so long. */
export async function holdBack({ env }: DevWorld, program: (typeof held)[number]): Promise<Disposable> {
  const assets = scratchFolder();
  const hold = writeText(join(assets, 'hold'), '');
  for (const name of held) {
    const [real, path] = [await binary(name), join(assets, name)];
    if (name !== program) symlinkSync(real, path);
    else writeScript(path, `while [ -e '${hold}' ]; do sleep 0.1; done\nexec '${real}' "$@"`);
  }
  env['KUBEBUILDER_ASSETS'] = assets;
  return { [Symbol.dispose]: () => rmSync(hold, { force: true }) };
}
