import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ManagedFieldsEntry } from '../../src/cluster/object.ts';
import { appliedFieldsHash, mergeHelmManagers } from '../../src/cluster/ownership.ts';

const it = suite('ownership');

const entry = (
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: Record<string, unknown>,
  more = {},
): ManagedFieldsEntry => ({
  manager,
  operation,
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const hash = (...managedFields: ManagedFieldsEntry[]) => appliedFieldsHash({ metadata: { name: 'a', managedFields } });

const data = { 'f:data': { 'f:a': {}, 'f:b': {} } };
const ours = entry('capstan', 'Apply', data);

it('the hash of an object that we never applied is empty', () => {
  assert.is(appliedFieldsHash({ metadata: { name: 'a' } }), '');
  assert.is(hash(entry('kubectl', 'Apply', data), entry('capstan', 'Update', data)), '');
  assert.is(hash(entry('capstan', 'Apply', data, { subresource: 'status' })), '');
});

it('the hash depends on our fields, not on their order, the time or other managers', () => {
  const want = hash(ours);
  assert.match(want, /^[0-9a-f]{16}$/);
  assert.is(
    hash(
      entry('kubectl', 'Update', {}),
      entry('capstan', 'Apply', { 'f:data': { 'f:b': {}, 'f:a': {} } }, { time: 'later' }),
    ),
    want,
  );
  assert.is.not(hash(entry('capstan', 'Apply', { 'f:data': { 'f:a': {} } })), want);
});

it('without a manager of Helm the same entries come back', () => {
  const entries = [ours, entry('manager', 'Update', data), entry('helm', 'Update', data, { subresource: 'status' })];
  assert.is(mergeHelmManagers(entries), entries);
});

it('the fields of all Helm managers become one entry of ours, whichever way they wrote', () => {
  const merged = mergeHelmManagers([
    entry(
      'helm',
      'Update',
      { 'f:data': { '.': {}, 'f:a': {} } },
      { time: '2025-01-01T00:00:00Z', apiVersion: 'v1beta1' },
    ),
    entry('kube-controller-manager', 'Update', { 'f:status': {} }, { subresource: 'status' }),
    entry('helm-operator', 'Update', { 'f:data': { 'f:b': {} }, 'f:metadata': { 'f:labels': { 'f:x': {} } } }),
    entry('helm', 'Apply', { 'f:data': { 'f:c': {} } }, { time: '2025-06-01T00:00:00Z' }),
  ]);
  assert.equal(merged, [
    entry('kube-controller-manager', 'Update', { 'f:status': {} }, { subresource: 'status' }),
    entry('capstan', 'Apply', {
      'f:data': { '.': {}, 'f:a': {}, 'f:b': {}, 'f:c': {} },
      'f:metadata': { 'f:labels': { 'f:x': {} } },
    }),
  ]);
});

it('what we own already stays ours, at our version', () => {
  const merged = mergeHelmManagers([
    entry('capstan', 'Apply', { 'f:data': { 'f:a': {} } }, { apiVersion: 'v2' }),
    entry('Go-http-client', 'Update', { 'f:data': { 'f:b': {} } }, { time: '2027-01-01T00:00:00Z' }),
  ]);
  assert.equal(merged, [entry('capstan', 'Apply', data, { apiVersion: 'v2' })]);
});

it('what we wrote otherwise than by apply is merged into what we applied', () => {
  const merged = mergeHelmManagers([
    ours,
    entry('capstan', 'Update', { 'f:data': { 'f:c': {} } }),
    entry('kubectl', 'Update', {}),
  ]);
  assert.equal(
    merged.map(({ manager, operation }) => `${manager} ${operation}`),
    ['kubectl Update', 'capstan Apply'],
  );
  assert.equal(merged.at(-1)?.fieldsV1, { 'f:data': { 'f:a': {}, 'f:b': {}, 'f:c': {} } });
});

it('with nothing but what we applied there is nothing to merge', () => {
  const entries = [ours, entry('kubectl', 'Update', {})];
  assert.is(mergeHelmManagers(entries), entries);
});

it.run();
