import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../src/errors/index.ts';
import type { Condition } from '../../src/operator/conditions.ts';
import { withFingerprint } from '../../src/operator/resource.ts';
import {
  type FailedStep,
  hasStatusChanged,
  isDeploymentTold,
  nextStatus,
  type ReleaseReadiness,
  type Report,
  type ResourceStatus,
} from '../../src/operator/status.ts';
import type { ReleaseRecord } from '../../src/release/index.ts';

const manifest = '---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

function record(version: number, notes?: string): ReleaseRecord {
  return {
    name: 'kre',
    namespace: 'demo',
    version,
    info: {
      first_deployed: '',
      last_deployed: '',
      deleted: '',
      description: '',
      status: 'deployed',
      ...(notes === undefined ? {} : { notes }),
    },
    chart: { metadata: {}, lock: null, templates: [], values: {}, schema: null, files: [] },
    config: {},
    manifest,
  };
}

type Readiness = ReleaseReadiness | undefined;
const notSeen: Readiness = undefined;
const coming: Readiness = { isReady: false, message: 'waiting for StatefulSet demo/kre-minio' };
const isThere: Readiness = { isReady: true, message: '8 objects are ready' };
const deployed = (version: number | undefined, ...readiness: [Readiness?]): Report => ({
  is: 'deployed',
  record: version === undefined ? undefined : record(version, 'Thank you'),
  readiness: readiness.length === 0 ? isThere : readiness[0],
});
const failed = (during: FailedStep, message: string): Report => ({
  is: 'failed',
  during,
  error: new CapstanError('OBJECT_INVALID', message),
});

/** What `kubectl get -o yaml` would show of the conditions after each report, in their order; @n is the report of the last flip. */
function play(...reports: Report[]): string[][] {
  let status: ResourceStatus = {};
  return reports.map((report, index) => {
    status = nextStatus(status, report, 1, minute(index + 1));
    return (status.conditions ?? []).map(show);
  });
}

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));

function show({ type, status, reason, message, lastTransitionTime }: Condition): string {
  const words = [reason, message].filter((part) => part !== undefined).join(': ');
  return `${type}=${status}${words && ` ${words}`} @${new Date(lastTransitionTime).getUTCMinutes()}`;
}

const told = suite('status, as helm-operator tells it');

told('install', () => {
  assert.equal(
    play(
      { is: 'waiting', what: 'pre-install hook Job demo/migrate to complete' },
      deployed(1, notSeen),
      deployed(undefined, coming),
      deployed(undefined, isThere),
    ),
    [
      ['Initialized=True @1', 'Ready=False Progressing: waiting for pre-install hook Job demo/migrate to complete @1'],
      [
        'Initialized=True @1',
        'Ready=False Progressing: the objects are not in sight yet @1',
        'Deployed=True InstallSuccessful: Thank you @2',
      ],
      [
        'Initialized=True @1',
        'Ready=False Progressing: waiting for StatefulSet demo/kre-minio @1',
        'Deployed=True InstallSuccessful: Thank you @2',
      ],
      [
        'Initialized=True @1',
        'Ready=True ReleaseReady: 8 objects are ready @4',
        'Deployed=True InstallSuccessful: Thank you @2',
      ],
    ],
  );
});

told('install and upgrade: the reason changes, the time does not', () => {
  assert.equal(play(deployed(1), deployed(2), deployed(3)), [
    [
      'Initialized=True @1',
      'Deployed=True InstallSuccessful: Thank you @1',
      'Ready=True ReleaseReady: 8 objects are ready @1',
    ],
    [
      'Initialized=True @1',
      'Deployed=True UpgradeSuccessful: Thank you @1',
      'Ready=True ReleaseReady: 8 objects are ready @1',
    ],
    [
      'Initialized=True @1',
      'Deployed=True UpgradeSuccessful: Thank you @1',
      'Ready=True ReleaseReady: 8 objects are ready @1',
    ],
  ]);
});

told('before anything was seen of a release that is there already: not ready, and no more is said', () => {
  assert.equal(play(deployed(undefined, notSeen)), [
    ['Initialized=True @1', 'Ready=False Progressing: the objects are not in sight yet @1'],
  ]);
});

told('a watch that starts anew: what was said of readiness stays', () => {
  assert.equal(play(deployed(1, isThere), deployed(undefined, notSeen)).at(-1), [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=True ReleaseReady: 8 objects are ready @1',
  ]);
});

told('a chart without NOTES: no message', () => {
  const silent: Report = { is: 'deployed', record: record(1), readiness: isThere };
  assert.equal(play(silent)[0]?.[1], 'Deployed=True InstallSuccessful @1');
  assert.not('message' in (nextStatus({}, silent, 1, minute(1)).conditions?.[1] ?? {}));
});

told('failed installs, then one that works: ReleaseFailed goes', () => {
  assert.equal(play(failed('install', 'no quota'), failed('install', 'no luck'), deployed(1)), [
    ['Initialized=True @1', 'ReleaseFailed=True InstallError: no quota @1', 'Ready=False InstallError: no quota @1'],
    ['Initialized=True @1', 'ReleaseFailed=True InstallError: no luck @1', 'Ready=False InstallError: no luck @1'],
    [
      'Initialized=True @1',
      'Ready=True ReleaseReady: 8 objects are ready @3',
      'Deployed=True InstallSuccessful: Thank you @3',
    ],
  ]);
});

told('a failed upgrade leaves Deployed true, and goes when the change is taken back', () => {
  const [, bad, reverted] = play(deployed(1), failed('upgrade', 'field is immutable'), deployed(undefined));
  assert.equal(bad, [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=False UpgradeError: field is immutable @2',
    'ReleaseFailed=True UpgradeError: field is immutable @2',
  ]);
  assert.equal(reverted, [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=True ReleaseReady: 8 objects are ready @3',
  ]);
});

told('a failed upgrade, then a good one', () => {
  assert.equal(play(deployed(1), failed('upgrade', 'field is immutable'), deployed(4)).at(-1), [
    'Initialized=True @1',
    'Deployed=True UpgradeSuccessful: Thank you @1',
    'Ready=True ReleaseReady: 8 objects are ready @3',
  ]);
});

told('an upgrade that does not render is both: failed, and irreconcilable until the inputs change', () => {
  const [, bad, mended] = play(deployed(1), failed('render', 'chart web: template failed'), deployed(2));
  assert.equal(bad, [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=False UpgradeError: chart web: template failed @2',
    'ReleaseFailed=True UpgradeError: chart web: template failed @2',
    'Irreconcilable=True ReconcileError: chart web: template failed @2',
  ]);
  assert.equal(mended, [
    'Initialized=True @1',
    'Deployed=True UpgradeSuccessful: Thank you @1',
    'Ready=True ReleaseReady: 8 objects are ready @3',
  ]);
});

told('an upgrade that renders again and fails otherwise is no longer irreconcilable', () => {
  assert.equal(play(deployed(1), failed('render', 'no template'), failed('upgrade', 'no quota')).at(-1), [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=False UpgradeError: no quota @2',
    'ReleaseFailed=True UpgradeError: no quota @2',
  ]);
});

told('a correction that fails is irreconcilable, no failed release', () => {
  const [, bad, mended] = play(deployed(1), failed('reconcile', 'forbidden'), deployed(undefined));
  assert.equal(bad, [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=False ReconcileError: forbidden @2',
    'Irreconcilable=True ReconcileError: forbidden @2',
  ]);
  assert.equal(mended, [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=True ReleaseReady: 8 objects are ready @3',
  ]);
});

told('a correction that fails while an upgrade is refused leaves word of the upgrade', () => {
  assert.equal(play(deployed(1), failed('upgrade', 'no quota'), failed('reconcile', 'forbidden')).at(-1), [
    'Initialized=True @1',
    'Deployed=True InstallSuccessful: Thank you @1',
    'Ready=False ReconcileError: forbidden @2',
    'ReleaseFailed=True UpgradeError: no quota @2',
    'Irreconcilable=True ReconcileError: forbidden @3',
  ]);
});

told('uninstall, at the second attempt', () => {
  assert.equal(
    play(
      deployed(1),
      { is: 'waiting', what: 'pre-delete hook Job demo/bye to complete' },
      failed('uninstall', 'hook failed'),
      { is: 'uninstalled' },
    ).slice(1),
    [
      [
        'Initialized=True @1',
        'Deployed=True InstallSuccessful: Thank you @1',
        'Ready=False Progressing: waiting for pre-delete hook Job demo/bye to complete @2',
      ],
      [
        'Initialized=True @1',
        'Deployed=True InstallSuccessful: Thank you @1',
        'Ready=False UninstallError: hook failed @2',
        'ReleaseFailed=True UninstallError: hook failed @3',
      ],
      [
        'Initialized=True @1',
        'Deployed=False UninstallSuccessful @4',
        'Ready=False UninstallSuccessful: the release is uninstalled @2',
      ],
    ],
  );
});

told('uninstall of what was never deployed', () => {
  assert.equal(play(failed('render', 'x'), { is: 'uninstalled' }).at(-1), [
    'Initialized=True @1',
    'Ready=False UninstallSuccessful: the release is uninstalled @1',
    'Deployed=False UninstallSuccessful @2',
  ]);
});

for (const [what, error, message] of [
  ['an error', new Error('boom'), 'boom'],
  ['a text', 'boom', 'boom'],
  [
    'an error with a place',
    new CapstanError('TEMPLATE_FAILED', 'no value', { place: { file: 'templates/a.yaml.eta', line: 3, column: 7 } }),
    'templates/a.yaml.eta:3:7: no value',
  ],
  [
    'an error with a hint',
    new CapstanError('HOOK_FAILED', 'no luck', { hint: 'look at its logs' }),
    'no luck (hint: look at its logs)',
  ],
  [
    "an error whose hint is the catalogue's",
    new CapstanError('KIND_UNKNOWN', 'kind Widget is unknown'),
    'kind Widget is unknown (hint: install its CustomResourceDefinition)',
  ],
] as const) {
  told(`${what} is told in full`, () => {
    const { conditions = [] } = nextStatus({}, { is: 'failed', during: 'install', error }, 1, minute(1));
    assert.equal(
      conditions.map((condition) => condition.message),
      [undefined, message, message],
    );
  });
}
told.run();

const release = suite('status.deployedRelease');
const of = (status: ResourceStatus) => status.deployedRelease;

release('holds name and manifest of what is deployed', () => {
  assert.equal(of(nextStatus({}, deployed(1), 1, minute(1))), { name: 'kre', manifest });
});

release('holds no value of a Secret', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: hunter2\n';
  const report: Report = { is: 'deployed', record: { ...record(1), manifest: `---\n${secret}` }, readiness: isThere };
  assert.is(of(nextStatus({}, report, 1, minute(1)))?.manifest, `---\n${secret.replace('hunter2', '"****"')}`);
});

const before = nextStatus({}, deployed(1), 1, minute(1));
for (const [what, report] of [
  ['a report that brings no record', deployed(undefined)],
  ['a wait', { is: 'waiting', what: 'x' }],
  ['a failed upgrade', failed('upgrade', 'x')],
  ['a failed uninstall', failed('uninstall', 'x')],
] as const) {
  release(`stays as it is through ${what}`, () => {
    assert.is(of(nextStatus(before, report, 2, minute(2))), before.deployedRelease);
  });
}

release('goes with the release', () => {
  assert.not('deployedRelease' in nextStatus(before, { is: 'uninstalled' }, 2, minute(2)));
});
release.run();

const generations = suite('status.observedGeneration');

const anyReport: fc.Arbitrary<Report> = fc.oneof(
  fc
    .tuple(fc.constantFrom(undefined, 1, 2, 3), fc.constantFrom(notSeen, coming, isThere))
    .map(([version, readiness]) => deployed(version, readiness)),
  fc.constantFrom('a hook', 'a Job').map((what): Report => ({ is: 'waiting', what })),
  fc
    .tuple(
      fc.constantFrom<FailedStep>('install', 'upgrade', 'uninstall', 'reconcile', 'render'),
      fc.constantFrom('no', 'never'),
    )
    .map(([during, message]) => failed(during, message)),
  fc.constant<Report>({ is: 'uninstalled' }),
);

generations('is the generation that was acted on, once it is known what came of it', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 2 }), (report, generation) => {
      const known = report.is === 'waiting' ? before.observedGeneration : generation;
      assert.is(nextStatus(before, report, generation, minute(2)).observedGeneration, known);
    }),
  );
});

generations('of a resource without generations is left alone', () => {
  assert.not('observedGeneration' in nextStatus({}, deployed(1), undefined, minute(1)));
  assert.is(nextStatus({ observedGeneration: 3 }, deployed(1), undefined, minute(1)).observedGeneration, 3);
});
generations.run();

const laws = suite('status, whatever happens');
const reports = fc.array(anyReport, { maxLength: 8 });
const paused: Condition = { type: 'Paused', status: 'Unknown', reason: 'Theirs', lastTransitionTime: 'long ago' };
const foreign = { conditions: [paused], phase: 'Theirs', nested: { list: [1, { deep: null }] } };

function after(all: readonly Report[], start: ResourceStatus = {}): ResourceStatus {
  return all.reduce((status, report, index) => nextStatus(status, report, 1, minute(index + 1)), start);
}

laws('the same report again changes nothing, so nothing is written', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const once = after([...earlier, report]);
      const twice = nextStatus(once, report, 1, minute(59));
      assert.equal(twice, once);
      assert.not(hasStatusChanged(once, twice));
      // As the cache keeps it.
      const kept = withFingerprint(once);
      assert.not(hasStatusChanged(kept, withFingerprint(nextStatus(kept, report, 1, minute(59)))));
    }),
  );
});

laws('conditions and fields of others survive, in their place', () => {
  fc.assert(
    fc.property(reports, (all) => {
      const { conditions = [], phase, nested } = after(all, foreign);
      assert.equal(conditions[0], paused);
      assert.equal({ phase, nested }, { phase: foreign.phase, nested: foreign.nested });
    }),
  );
});

laws('the time of a condition changes with its status, and with nothing else', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const old = after(earlier);
      const next = nextStatus(old, report, 1, minute(59));
      for (const { type, status, lastTransitionTime } of next.conditions ?? []) {
        const known = old.conditions?.find((condition) => condition.type === type);
        const isFlip = known?.status !== status;
        assert.is(lastTransitionTime, isFlip ? '2026-01-01T00:59:00Z' : known?.lastTransitionTime, type);
      }
    }),
  );
});

laws('each condition is there once, Initialized and Ready always; what was there keeps its order', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const types = (status: ResourceStatus) => (status.conditions ?? []).map(({ type }) => type);
      const old = after(earlier);
      const now = types(nextStatus(old, report, 1, minute(59)));
      assert.is(new Set(now).size, now.length);
      assert.ok(now.includes('Initialized') && now.includes('Ready'));
      const stayed = types(old).filter((type) => now.includes(type));
      assert.equal(now.slice(0, stayed.length), stayed);
    }),
  );
});

laws('the given status is left as it is', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const old = after(earlier, foreign);
      const copy = structuredClone(old);
      nextStatus(old, report, 2, minute(59));
      assert.equal(old, copy);
    }),
  );
});
laws.run();

const complete = suite('the deployment is told');

const full = { ...before, observedGeneration: 3 };
const { deployedRelease: _, ...withoutRelease } = full;
for (const [what, status, generation, want] of [
  ['in a status of this generation', full, 3, true],
  ['in no status', {}, 3, false],
  ['in a status of an older generation', full, 4, false],
  ['in a status without a release', withoutRelease, 3, false],
  ['in a status whose release is uninstalled', nextStatus(full, { is: 'uninstalled' }, 3, minute(2)), 3, false],
  ['in a status that tells of a failure since', nextStatus(full, failed('upgrade', 'x'), 3, minute(2)), 3, false],
  ['in a status that tells of a failed correction', nextStatus(full, failed('reconcile', 'x'), 3, minute(2)), 3, false],
  ['in a status that only failed', nextStatus({}, failed('install', 'x'), 3, minute(2)), 3, false],
] as const) {
  complete(`${want ? '' : 'not '}${what}`, () => assert.is(isDeploymentTold(status, generation), want));
}
complete.run();
