import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isReady } from '../../../src/operator/sources/depends-on.ts';

const it = suite('readiness of a dependency');

const ready = (status: string, more: object = {}) => ({ conditions: [{ type: 'Ready', status, ...more }] });

for (const [what, metadata, status, want] of [
  ['nobody has looked at yet', {}, undefined, false],
  ['with a status that says nothing of readiness', {}, { phase: 'Up' }, true],
  ['with Ready True', { generation: 2 }, ready('True'), true],
  ['with Ready False', { generation: 2 }, ready('False'), false],
  ['with Ready Unknown', {}, ready('Unknown'), false],
  ['whose status is of an earlier generation', { generation: 2 }, { ...ready('True'), observedGeneration: 1 }, false],
  ['whose condition is of an earlier generation', { generation: 2 }, ready('True', { observedGeneration: 1 }), false],
  ['whose status is of this generation', { generation: 2 }, { ...ready('True'), observedGeneration: 2 }, true],
  ['without Ready, of an earlier generation', { generation: 2 }, { observedGeneration: 1 }, false],
  ['that is being deleted', { deletionTimestamp: '2026-01-01T00:00:00Z' }, ready('True'), false],
] as const) {
  it(`one ${what} is ${want ? '' : 'not '}ready`, () => {
    const object = { apiVersion: 'example.org/v1', kind: 'Postgres', metadata: { name: 'db', ...metadata }, status };
    assert.is(isReady(object, true), want);
  });
}

it('one of a kind without a status is ready when it exists', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'site' } };
  assert.is(isReady(object, false), true);
});

it('a Deployment is judged as kstatus does', () => {
  const deployment = (availableReplicas: number) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', generation: 1 },
    spec: { replicas: 2 },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: availableReplicas,
      availableReplicas,
      conditions: [{ type: 'Available', status: 'True' }],
    },
  });
  assert.is(isReady(deployment(1), true), false);
  assert.is(isReady(deployment(2), true), true);
});

it.run();
