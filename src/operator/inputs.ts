import { applySet, type Values } from '../chart/index.ts';
import { formatRef, type ObjectRef } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { ReleaseContext } from '../release/index.ts';
import { inputDigest } from '../render/index.ts';
import type { Pass } from './pass.ts';
import type { Watch } from './watches.ts';

export interface Inputs {
  readonly values: Values;
  readonly digest: string;
  readonly capabilities: ReleaseContext['capabilities'];
}

export async function inputsOf({ the, resource, ref, identity, run }: Pass): Promise<Inputs> {
  const spec = resource.object['spec'] ?? {};
  if (typeof spec !== 'object' || Array.isArray(spec)) {
    const found = Array.isArray(spec) ? 'a list' : `a ${typeof spec}`;
    throw new CapstanError('SPEC_INVALID', `${formatRef(ref)}: spec must be an object, is ${found}`);
  }
  checkReleaseName(ref);
  const values = withOverrides(spec as Values, the.watch.overrideValues);
  const capabilities = await the.cluster.discovery.capabilities(run.signal);
  const { chart } = the.watch;
  return { values, capabilities, digest: inputDigest({ chart, values, release: identity, capabilities }) };
}

/** As `--set-string`: whatever the text looks like, it stays one text. */
function withOverrides(spec: Values, overrides: Watch['overrideValues']): Values {
  return Object.entries(overrides).reduce(
    (values, [path, text]) => applySet(values, `${path}=${text.replace(/[\\,{}]/g, '\\$&')}`, 'string'),
    spec,
  );
}

const releaseNameLengthAtMost = 53; // Helm: leaves room for suffixes within the 63 characters of a DNS label

function checkReleaseName({ name }: ObjectRef): void {
  if (name.length <= releaseNameLengthAtMost) return;
  throw new CapstanError(
    'RELEASE_NAME_INVALID',
    `release name "${name}" has ${name.length} characters; at most ${releaseNameLengthAtMost} are allowed`,
  );
}
