import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../../../src/cli/releases/index.ts';
import { drawTree } from '../../../src/cli/tree/draw.ts';
import { type TreeNode, treeData } from '../../../src/view/index.ts';

const it = suite('drawing a tree');

type Status = TreeNode['readiness']['status'];

function node(title: string, status: Status, message: string, ...children: TreeNode[]): TreeNode {
  return { title, ref: undefined, uid: undefined, readiness: { status, message }, children };
}

const tree = node(
  'Widget demo/w',
  'Failed',
  'deployed, revision 1',
  node(
    'Deployment w',
    'InProgress',
    '1 of 2 ready',
    node('ReplicaSet w-1', 'InProgress', '1 of 2 ready', node('Pod w-1-a', 'Failed', 'crash loop in container web')),
  ),
  node('Namespace x', 'Terminating', 'being deleted'),
  node('Secret w', 'Unknown', 'may not be read'),
);

const drawing = `Widget demo/w             ✗ deployed, revision 1
├── Deployment w          … 1 of 2 ready
│   └── ReplicaSet w-1    … 1 of 2 ready
│       └── Pod w-1-a     ✗ crash loop in container web
├── Namespace x           … being deleted
└── Secret w              ? may not be read
`;

it('branches, and states in a column', () => {
  const [first, ...rest] = drawTree(tree, painter(false), undefined).trimEnd().split('\n');
  const column = (first ?? '').indexOf('✗');
  assert.ok(column > 0);
  for (const line of rest) assert.match(line[column] ?? '', /[✗…?]/);
  const squeezed = (text: string) => text.replaceAll(/(?<=\S) {2,}/g, '  ');
  assert.is(squeezed(`${[first, ...rest].join('\n')}\n`), squeezed(drawing));
});

it('colours change nothing but the colour', () => {
  const colored = drawTree(tree, painter(true), undefined);
  assert.is(stripVTControlCharacters(colored), drawTree(tree, painter(false), undefined));
  assert.ok(colored.includes('\u001b[31m✗ crash loop in container web'));
});

it('no line is longer than the terminal', () => {
  const long = node(
    'Widget demo/w',
    'Current',
    'deployed',
    node(`ConfigMap ${'x'.repeat(100)}`, 'InProgress', 'y'.repeat(100)),
  );
  for (const line of drawTree(long, painter(false), 80).trimEnd().split('\n')) assert.ok([...line].length <= 80, line);
});

it('the same for a program', () => {
  const data = treeData(tree) as { title: string; status: string; children: readonly { title: string }[] };
  assert.equal([data.title, data.status], ['Widget demo/w', 'Failed']);
  assert.equal(
    data.children.map(({ title }) => title),
    ['Deployment w', 'Namespace x', 'Secret w'],
  );
});

it.run();
