import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventNamespace, eventsByObject } from '../../../src/server/releases/picture/events.ts';

const it = suite('events of objects');

function event(uid: string, rest: object): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'demo' },
    involvedObject: { uid },
    ...rest,
  };
}

const plain = (text: string) => text;

it('are those of the object, newest first, and not all of them', () => {
  const many = Array.from({ length: 12 }, (_, minute) =>
    event('a', { reason: `R${minute}`, lastTimestamp: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z` }),
  );
  const of = eventsByObject([...many, event('b', { reason: 'Other' })], plain);
  assert.equal(
    of('a').map(({ reason }) => reason),
    ['R11', 'R10', 'R9', 'R8', 'R7', 'R6', 'R5', 'R4'],
  );
  assert.equal(of('nobody'), []);
  assert.equal(of(undefined), []);
});

for (const [what, rest, want] of [
  ['by client-go’s old recorder', { count: 3, lastTimestamp: '2026-01-01T00:00:03Z' }, [3, '2026-01-01T00:00:03Z']],
  [
    'by the new one, which writes series',
    { eventTime: '2026-01-01T00:00:01Z', series: { count: 5, lastObservedTime: '2026-01-01T00:00:05Z' } },
    [5, '2026-01-01T00:00:05Z'],
  ],
  ['by the new one, once', { eventTime: '2026-01-01T00:00:01Z', lastTimestamp: null }, [1, '2026-01-01T00:00:01Z']],
] as const) {
  it(`count and time as they were written ${what}`, () => {
    const [shown] = eventsByObject([event('a', rest)], plain)('a');
    assert.equal([shown?.count, shown?.time], [...want]);
  });
}

it('say nothing that a Secret holds', () => {
  const hide = (text: string) => text.replaceAll('hunter22', '****');
  const [shown] = eventsByObject([event('a', { type: 'Warning', message: 'login with hunter22 failed\n' })], hide)('a');
  assert.equal([shown?.type, shown?.message], ['Warning', 'login with **** failed']);
});

it('of objects without a namespace are in default', () => {
  assert.equal([eventNamespace(''), eventNamespace('demo')], ['default', 'demo']);
});

it.run();
