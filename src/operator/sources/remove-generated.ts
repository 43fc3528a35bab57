import { refOf } from '../../cluster/index.ts';
import { isKept, isOwnedBy, letGo } from '../../release/index.ts';
import { generatedLabel, type SecretContext } from './generated-secret.ts';

/**
 * Deletes what was generated for a release. In the resource's own namespace garbage collection would do it as well; in
 * another one nobody else does. What is kept stays. To be called when the objects that may use it are gone.
 * @param isOrphaned the release's objects stay, and so do its Secrets: they only lose their owner
 */
export async function removeGenerated(
  { cluster, identity, signal }: Omit<SecretContext, 'now'>,
  isOrphaned = false,
): Promise<void> {
  const gvk = { group: '', version: 'v1', kind: 'Secret' };
  const labelSelector = `${generatedLabel}=${identity.name}`;
  const { items } = await cluster.list(
    { gvk, namespace: identity.namespace, labelSelector, metadataOnly: true },
    signal,
  );
  for (const secret of items) {
    if (!isOwnedBy(secret, identity)) continue;
    if (isOrphaned) await letGo(refOf(secret), { cluster, identity }, signal);
    else if (!isKept(secret.metadata)) {
      const { uid } = secret.metadata;
      await cluster.delete(refOf(secret), uid === undefined ? {} : { uid }, signal);
    }
  }
}
