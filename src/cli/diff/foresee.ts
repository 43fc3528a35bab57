import { formatGvk, formatRef, gvkOf, refOf } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { silentLogger } from '../../log/index.ts';
import { type Foresight, foresee, loadWatches, type Watch } from '../../operator/index.ts';
import type { Release } from '../../view/index.ts';
import { warn } from '../print.ts';
import type { Session } from '../releases/index.ts';

/** What the operator of a watches file would do with a release next. @throws CapstanError where none would do anything */
export async function foreseeFor(
  { cluster, signal }: Session,
  release: Release,
  options: { readonly watchesFile: string; readonly isStrict: boolean },
): Promise<Foresight> {
  const { resource, name, namespace, owner } = release;
  if (!resource) {
    const why = owner ? `${formatRef(owner)}, which owned it, is gone` : 'it was installed by hand';
    throw new CapstanError('RELEASE_NOT_FOUND', `no operator looks after release ${namespace}/${name}: ${why}`, {
      hint: 'helm upgrade --dry-run shows what an upgrade by hand would change',
    });
  }
  const watch = await watchOf(release, options.watchesFile);
  return foresee(
    {
      watch,
      resource,
      cluster,
      maxHistory: 0,
      hookTimeoutMs: 0,
      isStrict: options.isStrict,
      log: silentLogger,
    },
    signal,
  );
}

async function watchOf({ resource }: Release, file: string): Promise<Watch> {
  const watches = await loadWatches(file, {
    env: process.env,
    cwd: process.cwd(),
    warn: (warning) => warn(`warning: ${file}: ${warning}`),
  });
  if (!resource) throw new Error('a resource is needed'); // who calls sees to it
  const { group, kind } = gvkOf(resource);
  const watch = watches.find(({ gvk }) => gvk.group === group && gvk.kind === kind);
  if (watch) return watch;
  const kinds = watches.map(({ gvk }) => formatGvk(gvk)).join(', ');
  throw new CapstanError('WATCHES_INVALID', `${file} has no entry for ${formatGvk(refOf(resource))}`, {
    hint:
      kinds === ''
        ? 'name the file of its operator with --watches-file'
        : `it has ${kinds}; name another file with --watches-file`,
  });
}
