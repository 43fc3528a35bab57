import { randomBytes } from 'node:crypto';
import type { Values } from '../../chart/index.ts';
import type { KubeObject } from '../../cluster/index.ts';
import type { ReleaseIdentity } from '../../release/index.ts';
import type { GeneratedSecret } from '../watches/index.ts';
import { generatedValue } from './generated-value.ts';
import type { RandomBytes } from './random-text.ts';
import { planSecret } from './secret-plan.ts';
import { secretNameOf, wishOf } from './secret-wish.ts';

/**
 * What the templates of a new release are handed at `.Values.generated`, made without a cluster: each call makes other
 * texts.
 * @throws CapstanError SPEC_INVALID
 */
export function generateFresh(
  generate: readonly GeneratedSecret[],
  resource: KubeObject,
  { name }: Pick<ReleaseIdentity, 'name'>,
  world: { readonly now: Date; readonly randomBytes: RandomBytes } = { now: new Date(), randomBytes },
): Values {
  const entries = generate.map((secret) => {
    const wish = wishOf(secret, undefined, resource);
    const { data = {} } = planSecret(wish, undefined, world.now, world.randomBytes) ?? {};
    return [secret.name, generatedValue(secretNameOf(secret, name, resource), data)] as const;
  });
  return Object.fromEntries(entries);
}
