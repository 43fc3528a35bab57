import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { installed, untilConditions } from '../../support/resources.ts';
import { dataTold, installByHelm, told, vaultStage } from './vault.ts';

const it = suite('capstan tree');
const stage = await vaultStage();
it.after(() => stage.close());

interface Node {
  readonly kind?: string;
  readonly name?: string;
  readonly status: string;
  readonly children: readonly Node[];
}

/** The parts of names that controllers make up have no vowels, so that no words come of them. */
const plain = (text: string) =>
  text.replaceAll(/\bw-[bcdfghjklmnpqrstvwxz2456789]{6,10}\b(-[bcdfghjklmnpqrstvwxz2456789]{5}\b)?/g, (_, pod) =>
    pod ? 'w-SET-POD' : 'w-SET',
  );

it('draws owner, objects and what those own', async () => {
  await stage.create('w', { replicas: 2 });
  await untilConditions(stage.cluster, stage.ref('w'), installed);
  await eventually(async () => {
    const lines = plain(await told(stage, 'tree', 'w'))
      .trimEnd()
      .split('\n');
    assert.equal(
      lines.map((line) => line.replace(/ {2,}/, ' ').replace(/(?<=\S) {2,}/, ' ')),
      [
        `Widget ${stage.namespace}/w ✓ deployed, revision 1`,
        '├── Secret w-auth ✓ exists',
        '├── ConfigMap w-settings ✓ exists',
        '└── Deployment w ✓ 2 of 2 ready',
        ' └── ReplicaSet w-SET ✓ 2 of 2 ready',
        ' ├── Pod w-SET-POD ✓ ready',
        ' └── Pod w-SET-POD ✓ ready',
      ],
    );
  });
});

it('is there for programs, and for a release of helm', async () => {
  await installByHelm(stage, 'byhand', '--set', 'extra=true');
  const { kind, status, children } = await dataTold<Node>(stage, 'tree', 'byhand');
  assert.equal({ kind, status }, { kind: undefined, status: 'Current' });
  assert.equal(
    children.map((child) => [child.kind, child.name, child.status, child.children.length]),
    [
      ['Secret', 'byhand-auth', 'Current', 0],
      ['ConfigMap', 'byhand-settings', 'Current', 0],
      ['ConfigMap', 'byhand-extra', 'Current', 0],
    ],
  );
});

it('ReplicaSets of earlier revisions are left out, unless they are asked for', async () => {
  await stage.edit('w', { image: 'vault:2' });
  await eventually(async () => {
    const sets = async (...flags: string[]) =>
      ((await told(stage, 'tree', 'w', ...flags)).match(/ReplicaSet/g) ?? []).length;
    assert.equal([await sets(), await sets('--all')], [1, 2]);
  });
});

it.run();
