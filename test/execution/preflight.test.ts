import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { checkSystemNode, checkWorkerNode } from '../../src/execution/preflight/index.ts';

const it = suite('preflight');

function node(name: string, role: string | undefined, cpu: string, memory: string): KubeObject {
  const labels = role === undefined ? {} : { 'omegaml.io/role': role };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { capacity: { cpu, memory } } };
}

for (const [what, nodes, result, found] of [
  ['a labelled node of the size', [node('a', 'system', '4', '8148Mi')], 'ok', 'a: 4 cores, 8.5 GB'],
  ['one of several', [node('a', 'system', '2', '4Gi'), node('b', 'system', '8', '16Gi')], 'ok', 'b: 8 cores, 17.2 GB'],
  ['too few cores', [node('a', 'system', '3920m', '16Gi')], 'failed', 'a: 3.9 cores, 17.2 GB'],
  ['too little memory', [node('a', 'system', '4', '7Gi')], 'failed', 'a: 4 cores, 7.5 GB'],
  ['no label', [node('a', undefined, '8', '32Gi')], 'failed', 'none of 1 nodes has the label'],
  ['another role', [node('a', 'worker', '8', '32Gi')], 'failed', 'none of 1 nodes has the label'],
  ['no nodes', [], 'failed', 'the cluster has no nodes'],
] as const) {
  it(`002.21: ${what}: ${result}`, () => {
    const check = checkSystemNode(nodes);
    assert.equal([check.result, check.found], [result, found]);
    assert.is(check.hint === undefined, result === 'ok');
  });
}

it('002.21: a node for data science is advice, not a gate', () => {
  const system = node('a', 'system', '4', '8Gi');
  assert.is(checkWorkerNode([system]).result, 'advice');
  assert.is(checkWorkerNode([system, node('b', 'worker', '4', '8Gi')]).result, 'ok');
});

it('a node to label is named', () => {
  const hint = checkSystemNode([node('small', undefined, '1', '1Gi'), node('large', undefined, '4', '8Gi')]).hint;
  assert.is(hint, 'kubectl label node large omegaml.io/role=system');
});

it.run();
