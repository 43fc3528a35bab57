import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type HookRuns, hookKey, withHookRuns } from '../../src/release/hook-runs.ts';
import { type ReleaseRecord, recordHook } from '../../src/release/record.ts';
import type { Hook } from '../../src/render/index.ts';

const it = suite('hook runs');

const hook = (kind: string, name: string, source: string): Hook => ({
  source,
  text: '',
  object: { apiVersion: 'v1', kind, metadata: { name } },
  events: ['pre-install'],
  weight: 0,
  deletePolicies: ['before-hook-creation'],
});
const hooks = [hook('Job', 'a', 't/a.yaml'), hook('Pod', 'a', 't/a.yaml'), hook('Job', 'a', 't/b.yaml')];
const record = { name: 'w', hooks: hooks.map(recordHook) } as unknown as ReleaseRecord;
const run = { started_at: '2026-01-01T00:00:00Z', completed_at: '2026-01-01T00:00:01Z', phase: 'Succeeded' } as const;
const none = { started_at: '', completed_at: '', phase: '' };

for (const [index, ran] of hooks.entries()) {
  it(`the run of ${ran.object.kind} a of ${ran.source} is noted on it, and on no other`, () => {
    const noted = withHookRuns(record, new Map([[hookKey(ran), run]]));
    const wanted = hooks.map((_, at) => (at === index ? run : none));
    assert.equal(
      noted.hooks?.map(({ last_run }) => last_run),
      wanted,
    );
  });
}

it('what ran in an earlier attempt stays noted', () => {
  const [first, second] = hooks as [Hook, Hook];
  const runs: HookRuns = new Map([[hookKey(first), { ...run, phase: 'Failed' }]]);
  const noted = withHookRuns(withHookRuns(record, runs), new Map([[hookKey(second), run]]));
  assert.equal(
    noted.hooks?.map(({ last_run }) => last_run.phase),
    ['Failed', 'Succeeded', ''],
  );
});

it('a record without hooks, and one none of whose hooks ran, stay the same', () => {
  const { hooks: _, ...hookless } = record;
  assert.is(withHookRuns(hookless, new Map([['x', run]])), hookless);
  assert.is(withHookRuns(record, new Map()), record);
});

it.run();
