import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { conditionOf, listKind, widget } from '../../support/resources.ts';
import { onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;

const it = suite('many resources');

const count = 100;
/** Of each: a Secret, two ConfigMaps and a Service of test/fixtures/widget. */
const objects = 4;
/** helm-operator takes 13 to 15 requests for a resource of three objects; half of that, and one for the fourth. */
const requestsAtMost = 8;

it('row 52: a hundred resources: half of the requests that helm-operator takes, none of them to read', () =>
  onStage(async ({ namespace, account }) => {
    const mark = auditMark(test);
    const names = Array.from({ length: count }, (_, index) => `w${index}`);
    for (const name of names) await cluster.create(widget(namespace, name, { extras: ['a'] }));
    await eventually(
      async () => {
        const live = await listKind(cluster, namespace, 'test.capstan.dev/v1/Widget');
        const coming = live.filter((object) => conditionOf(object, 'Ready')?.status !== 'True');
        assert.is(coming.length, 0, `${coming.length} are not ready`);
      },
      { timeoutMs: 120_000, everyMs: 500 },
    );
    const own = auditEvents(test, mark).filter(({ user, verb }) => user === account.user && verb !== 'watch');
    const writes = own.filter(({ verb }) => verb !== 'get' && verb !== 'list');
    assert.ok(writes.length / count <= requestsAtMost, `${writes.length / count} writes a resource`);
    assert.ok(writes.length / count >= objects + 3, 'the audit log tells less than was done');
    assert.ok(
      (own.length - writes.length) / count <= 0.5,
      `${own.length - writes.length} reads for ${count} resources`,
    );
    assert.equal(
      await recordsIn(test, namespace),
      names.map(() => '1 deployed'),
    );
  }));

it.run();
