import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printStatus } from '../../../src/cli/status/print.ts';
import type { ReleaseStatus } from '../../../src/view/index.ts';

const it = suite('printing a status');

const plain = { color: false, width: undefined };

const well: ReleaseStatus = {
  name: 'w',
  namespace: 'demo',
  owner: 'Widget w',
  revision: 2,
  status: 'deployed',
  chart: 'widget-0.1.0',
  description: 'Upgrade complete',
  deployedAt: undefined,
  ready: true,
  conditions: [{ type: 'Deployed', status: 'True', reason: 'UpgradeSuccessful', message: 'hello\nworld' }],
  lastError: undefined,
  objects: [
    {
      ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'demo', name: 'a' },
      object: undefined,
      readiness: { status: 'Current', message: 'exists' },
    },
    {
      ref: { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: 'b' },
      object: undefined,
      readiness: { status: 'InProgress', message: 'missing' },
    },
  ],
};

it('one part after the other', () => {
  assert.is(
    printStatus(well, plain),
    `Release:   demo/w
Owner:     Widget w
Chart:     widget-0.1.0
Status:    deployed, revision 2
           Upgrade complete
Ready:     1 of 2 objects

CONDITION   STATUS   REASON              SINCE   MESSAGE
Deployed    True     UpgradeSuccessful           hello world

OBJECT        STATUS       REASON
ConfigMap a   Ready        exists
Namespace b   InProgress   missing
`,
  );
});

it('what went wrong stands in full, however narrow the terminal', () => {
  const message = `a long story: ${'x'.repeat(100)}`;
  const lastError = { condition: 'ReleaseFailed', reason: 'InstallError', message, hint: 'do this' };
  const failed = { ...well, owner: undefined, revision: 0, status: 'absent', chart: undefined, description: undefined };
  const text = printStatus({ ...failed, lastError, conditions: [], objects: [] }, { color: false, width: 40 });
  assert.is(
    text,
    `Release:  demo/w
Owner:    none: it was installed by hand
Status:   not installed

Last error: ${message}  InstallError
  hint: do this
`,
  );
});

it.run();
