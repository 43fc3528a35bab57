import { applySet, mergeValues, type Values } from '../chart/index.ts';
import { formatRef } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { ReleaseContext } from '../release/index.ts';
import { inputDigest } from '../render/index.ts';
import type { Pass } from './pass.ts';
import { gatherSources, type SourceOptions } from './sources/index.ts';
import type { Watch } from './watches/index.ts';

export interface Inputs {
  /** valuesFrom, below the spec, below the overrides. */
  readonly values: Values;
  /** For the templates only. */
  readonly data: Values;
  readonly digest: string;
  readonly capabilities: ReleaseContext['capabilities'];
  /** What has to be there first; while there is any, nothing is rendered. */
  readonly waitingFor: readonly string[];
}

export async function inputsOf(pass: Pass): Promise<Inputs> {
  const { the, resource, ref, identity, run } = pass;
  const { watch } = the;
  const spec = resource.object['spec'] ?? {};
  if (typeof spec !== 'object' || Array.isArray(spec)) {
    const found = Array.isArray(spec) ? 'a list' : `a ${typeof spec}`;
    throw new CapstanError('SPEC_INVALID', `${formatRef(ref)}: spec must be an object, is ${found}`);
  }
  checkReleaseName(identity.name);
  const gathered = await gatherSources(sourceOptions(pass));
  const values = withOverrides(below(gathered.values, spec as Values), watch);
  const { data, waitingFor } = gathered;
  for (const problem of gathered.warnings) pass.log.info('Annotation ignored', { problem });
  const capabilities = await the.cluster.discovery.capabilities(run.signal);
  const digest = inputDigest({ chart: watch.chart, values, data, release: identity, capabilities });
  return { values, data, digest, capabilities, waitingFor };
}

/** What the options that look at other objects need to know of a pass. */
export function sourceOptions({ the, resource, identity, owner, cluster, run }: Pass): SourceOptions {
  const { watch, sources, now } = the;
  return { watch, resource: resource.object, identity, owner, sources, cluster, now, signal: run.signal };
}

function below(lower: Values, spec: Values): Values {
  return Object.keys(lower).length > 0 ? mergeValues(lower, spec) : spec;
}

/** As `--set-string`: whatever the text looks like, it stays one text; 'typed': as `--set` reads it. */
function withOverrides(spec: Values, { overrideValues, overrideTypes }: Watch): Values {
  const kind = overrideTypes === 'typed' ? 'typed' : 'string';
  const values = Object.entries(overrideValues).reduce(
    (values, [path, text]) => applySet(values, `${path}=${text.replace(/[\\,{}]/g, '\\$&')}`, kind),
    spec,
  );
  return kind === 'typed' ? asJson(values) : values;
}

/** `--set` makes int64s, which are bigints here; in a resource's spec integers are numbers. */
function asJson(values: Values): Values {
  return JSON.parse(JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
}

const releaseNameLengthAtMost = 53; // Helm: leaves room for suffixes within the 63 characters of a DNS label

function checkReleaseName(name: string): void {
  if (name.length <= releaseNameLengthAtMost) return;
  throw new CapstanError(
    'RELEASE_NAME_INVALID',
    `release name "${name}" has ${name.length} characters; at most ${releaseNameLengthAtMost} are allowed`,
    { hint: 'use a shorter name, or give the entry in watches.yaml a releaseName: it is shortened with a hash' },
  );
}
