import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../src/errors/index.ts';
import type { Condition } from '../../src/operator/conditions.ts';
import { nextStatus, type Report, type ResourceStatus } from '../../src/operator/status.ts';
import { coming, deployed, failed, isThere, minute, notSeen, record } from './reports.ts';

/**
 * What `kubectl get -o yaml` would show of the conditions after each report, in their order; @n is the report of the last
 * flip. Reconciling and Stalled are left to the tests of kstatus below.
 */
function play(...reports: Report[]): string[][] {
  return statuses(...reports).map(({ conditions = [] }) =>
    conditions.filter(({ type }) => type !== 'Reconciling' && type !== 'Stalled').map(show),
  );
}

function statuses(...reports: Report[]): ResourceStatus[] {
  let status: ResourceStatus = {};
  return reports.map((report, index) => {
    status = nextStatus(status, report, 1, minute(index + 1));
    return status;
  });
}

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

const kstatus = suite('status, as kstatus reads it');

const spoken = (status: ResourceStatus | undefined) =>
  (status?.conditions ?? [])
    .filter(({ type }) => ['Ready', 'Reconciling', 'Stalled'].includes(type))
    .map(({ type, status, reason }) => `${type}=${status} ${reason}`)
    .join(', ');

for (const [what, reports, want] of [
  ['waiting for a hook', [{ is: 'waiting', what: 'a hook' }], 'Ready=False Progressing, Reconciling=True Progressing'],
  ['objects come up', [deployed(1, coming)], 'Ready=False Progressing, Reconciling=True Progressing'],
  ['objects are up', [deployed(1, coming), deployed(undefined, isThere)], 'Ready=True ReleaseReady'],
  ['failed, and tried again', [failed('install', 'no')], 'Ready=False InstallError'],
  [
    'failed for good',
    [{ ...failed('install', 'no'), isFinal: true } as Report],
    'Ready=False InstallError, Stalled=True InstallError',
  ],
  [
    'failed for good, then waiting for something else',
    [
      { ...failed('install', 'no'), isFinal: true } as Report,
      { is: 'blocked', waitingFor: ['Secret demo/x to exist'] },
    ],
    'Ready=False DependencyNotReady, Reconciling=True DependencyNotReady',
  ],
  [
    'an uninstall that has to wait',
    [deployed(1, isThere), { is: 'held', holders: ['Web demo/a'] }],
    'Ready=False InUse, Reconciling=True InUse',
  ],
  ['suspended while objects come up', [deployed(1, coming), { is: 'paused' }], 'Ready=False Progressing'],
] as const satisfies readonly (readonly [string, readonly Report[], string])[]) {
  kstatus(what, () => assert.is(spoken(statuses(...reports).at(-1)), want));
}

kstatus('how many objects are ready stands in a field of its own', () => {
  assert.equal(
    statuses(deployed(1, coming), deployed(undefined, isThere), { is: 'uninstalled' }).map(({ ready }) => ready),
    ['7/8', '8/8', undefined],
  );
});

kstatus('Paused goes as soon as anything else is told', () => {
  const types = statuses(deployed(1), { is: 'paused' }, deployed(undefined)).map(({ conditions = [] }) =>
    conditions.some(({ type }) => type === 'Paused'),
  );
  assert.equal(types, [false, true, false]);
});

kstatus.run();

const strict = suite('status, strictly');

strict("nothing but helm-operator's own, and the manifest as it is", () => {
  const before = nextStatus({}, deployed(1, coming), 1, minute(1));
  const status = nextStatus(before, deployed(2, isThere), 2, minute(2), true);
  assert.equal(Object.keys(status).sort(), ['conditions', 'deployedRelease']);
  assert.equal(
    status.conditions?.map(({ type }) => type),
    ['Initialized', 'Deployed'],
  );
});

strict.run();
