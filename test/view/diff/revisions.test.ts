import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ReleaseRecord } from '../../../src/release/index.ts';
import { diffRecords, diffText } from '../../../src/view/index.ts';

const it = suite('what one revision has that another has not');

function record(manifest: string, config: object = {}): ReleaseRecord {
  const info = { first_deployed: '', last_deployed: '', deleted: '', description: '', status: 'deployed' } as const;
  const chart = {
    metadata: { name: 'c', version: '1' },
    lock: null,
    templates: [],
    values: {},
    schema: null,
    files: [],
  };
  return { name: 'r', namespace: 'demo', version: 1, info, chart, config: config as ReleaseRecord['config'], manifest };
}

const configMap = (name: string, data: string) =>
  `---\n# Source: c/${name}.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${data}\n`;
const secret = (password: string) =>
  `---\n# Source: c/s.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: ${password}\n`;

const shown = (before: ReleaseRecord, after: ReleaseRecord) => {
  const { objects, values } = diffRecords(before, after);
  return {
    objects: objects.map(({ ref, does, hunks }) => `${does} ${ref.kind} ${ref.name}\n${diffText(hunks)}`),
    values: diffText(values),
  };
};

it('objects that came, changed and went, in this order; those that stayed are left out', () => {
  const before = record(configMap('same', 'a: b') + configMap('changed', 'a: b') + configMap('gone', 'a: b'));
  const after = record(configMap('new', 'a: b') + configMap('same', 'a: b') + configMap('changed', 'a: c'));
  const { objects, values } = shown(before, after);
  assert.equal(
    objects.map((text) => text.split('\n')[0]),
    ['create ConfigMap new', 'change ConfigMap changed', 'delete ConfigMap gone'],
  );
  assert.match(objects[1] ?? '', /^- {2}a: b\n\+ {2}a: c$/m);
  assert.is(values, '');
});

it('the order of a manifest is no difference', () => {
  const [a, b] = [configMap('a', 'x: y'), configMap('b', 'x: y')];
  assert.equal(shown(record(a + b), record(b + a)).objects, []);
});

it('what Secrets hold is in none of it: not in the Secret, nor in values, nor where a chart wrote it besides', () => {
  const [old, fresh] = ['hunter22-old', 'hunter33-new'];
  const before = record(secret(old) + configMap('url', `url: postgres://u:${old}@db`), { password: old, color: 'red' });
  const after = record(secret(fresh) + configMap('url', `url: postgres://u:${fresh}@db`), {
    password: fresh,
    color: 'blue',
  });
  const text = JSON.stringify(shown(before, after));
  for (const one of [old, fresh, Buffer.from(old).toString('base64'), Buffer.from(fresh).toString('base64')]) {
    assert.not.ok(text.includes(one), text);
  }
  assert.match(text, /\*{4} \(changed\)/);
  assert.match(text, /-color: red\\n\+color: blue/);
});

it.run();
