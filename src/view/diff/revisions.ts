import { type KubeObject, keyOf, refOf } from '../../cluster/index.ts';
import { type ReleaseRecord, redact } from '../../release/index.ts';
import { parseManifestText } from '../../render/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';
import { maskValues, secretTextsOf } from '../redact.ts';
import { hunksOf, type ObjectChange } from './compare.ts';
import { type Hunk, unifiedHunks } from './unified.ts';

/** What one recorded revision has that another has not. */
export interface RevisionDiff {
  readonly objects: readonly ObjectChange[];
  /** Of the values that were given. */
  readonly values: readonly Hunk[];
}

/** By what the records hold: the objects as they were rendered, in the order of the later revision. */
export function diffRecords(before: ReleaseRecord, after: ReleaseRecord): RevisionDiff {
  const secrets = new Set([...secretTextsOf(before), ...secretTextsOf(after)]);
  const old = objectsIn(before);
  const current = objectsIn(after);
  const changed = [...current].flatMap(([key, object]) => changeOf(old.get(key), object));
  const gone = [...old].filter(([key]) => !current.has(key)).flatMap(([, object]) => changeOf(object, undefined));
  return {
    objects: [...changed, ...gone].map((change) => ({ ...change, hunks: redactLines(change.hunks, secrets) })),
    values: unifiedHunks(valuesText(before, secrets), valuesText(after, secrets)),
  };
}

function objectsIn({ manifest }: ReleaseRecord): ReadonlyMap<string, KubeObject> {
  const objects = parseManifestText(manifest).map(({ object }) => object as KubeObject);
  return new Map(objects.map((object) => [keyOf(refOf(object)), object]));
}

function changeOf(before: KubeObject | undefined, after: KubeObject | undefined): ObjectChange[] {
  const known = after ?? before;
  const hunks = hunksOf(before, after);
  if (!known || hunks.length === 0) return [];
  const does = before === undefined ? 'create' : after === undefined ? 'delete' : 'change';
  return [{ ref: refOf(known), does, hunks, refusal: undefined }];
}

/** A chart may have written into an object for everyone what it keeps in a Secret, too. */
function redactLines(hunks: readonly Hunk[], secrets: ReadonlySet<string>): Hunk[] {
  if (secrets.size === 0) return [...hunks];
  return hunks.map((hunk) => ({
    ...hunk,
    edits: hunk.edits.map(({ is, line }) => ({ is, line: redact(line, secrets) })),
  }));
}

function valuesText({ config }: ReleaseRecord, secrets: ReadonlySet<string>): string {
  return Object.keys(config).length === 0 ? '' : `${stringifyYaml(maskValues(config, secrets)).trimEnd()}\n`;
}
