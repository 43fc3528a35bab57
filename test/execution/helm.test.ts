import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseHelmArgs } from '../../src/execution/helm/args.ts';
import { checkReleaseName, defaultReleaseName } from '../../src/execution/helm/release-name.ts';
import { shown } from '../../src/execution/helm/shown.ts';
import { valuesOf, valuesText } from '../../src/execution/helm/values.ts';
import { splitWords } from '../../src/params/index.ts';
import { caught } from '../support/code-of.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('helm components');

it('flags of helm, with = or with a blank', () => {
  const args = parseHelmArgs([
    '--wait',
    '--timeout=5m',
    '--set',
    'a=1',
    '-f',
    'x.yaml',
    '--atomic=false',
    '--no-hooks',
  ]);
  assert.equal(args.values, [
    { kind: 'typed', expression: 'a=1' },
    { kind: 'file', file: 'x.yaml' },
  ]);
  assert.equal([args.wait, args.timeout, args.atomic, args.hooks], [true, '5m', false, false]);
});

it('--atomic waits, as with helm', () => assert.is(parseHelmArgs(['--atomic']).wait, true));

it('flags that a helm.yml of old has: cluster, namespace and words of the record count, what is so anyway is taken', () => {
  const args = parseHelmArgs(
    splitWords('--kubeconfig /x -n one --namespace=two --description "a b" -i --reuse-values --cleanup-on-fail=true'),
  );
  assert.equal([args.kubeconfig, args.namespace, args.description], ['/x', 'two', 'a b']);
  assert.is(parseHelmArgs(['--kubeconfig', '', '--dependency-update', '--history-max', '3']).kubeconfig, undefined);
});

it('--set-file reads the file', () => {
  const file = writeText(join(scratchFolder(), 'ca.pem'), 'one\ntwo');
  const values = valuesOf(
    {},
    parseHelmArgs(['--set-file', `ca.text=${file}`, '--set-literal', 'b=1']).values,
    (x) => x,
  );
  assert.equal(values, { ca: { text: 'one\ntwo' }, b: '1' });
});

it('002.11: of a Secret that is printed the keys alone are shown', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { url: 'YWJjZGVmZw==' } };
  const object = { ...secret, stringData: { password: 'from-the-chart' } };
  for (const one of [object, { apiVersion: 'v1', kind: 'List', metadata: { name: 'y' }, items: [object] }]) {
    const { text } = shown({ source: 'x.yaml', text: 'YWJjZGVmZw== from-the-chart', object: one });
    assert.not.match(text, /YWJj|from-the/);
    assert.match(text, /url: .*\n\s*stringData:\n\s*password: /);
  }
  const plain = { source: 'x.yaml', text: '# as it is', object: { ...secret, kind: 'ConfigMap' } };
  assert.is(shown(plain).text, '# as it is');
});

for (const words of [
  ['--dry-run'],
  ['--post-renderer', 'x'],
  ['install'],
  ['--timeout'],
  ['--wait=maybe'],
  ['--history-max=x'],
]) {
  it(`${words.join(' ')} is refused`, () => {
    assert.is(caught(() => parseHelmArgs(words)).code, 'COMPONENT_INVALID');
  });
}

it('--set lies over the variables of the user', () => {
  const values = valuesOf(
    { a: 1, b: 1 },
    parseHelmArgs(['--set', 'b=2', '--set-string', 'c=3']).values,
    (file) => file,
  );
  assert.equal(valuesText(values, 'web', 'kim').split('\n').slice(1).join('\n'), 'a: 1\nb: 2\nc: "3"\n');
});

it('002.16: a release is named by component and user', () => {
  assert.is(defaultReleaseName('mongodb', 'someuser'), 'mongodb-someuser');
  assert.match(defaultReleaseName('mongodb', 'someuser', 2), /^mongodb-someuser-2-[0-9a-f]{8}$/);
  const alike = [defaultReleaseName('a', 'b', 2), defaultReleaseName('a', 'b-2'), defaultReleaseName('a', 'b.2')];
  assert.is(new Set(alike).size, 3);
});

it('002.16: names that had to be altered stay apart', () => {
  const names = ['Kim.Lee', 'kim.lee', 'kim_lee', 'kim-lee', `${'x'.repeat(60)}1`, `${'x'.repeat(60)}2`].map((user) =>
    defaultReleaseName('mongodb', user),
  );
  assert.is(new Set(names).size, names.length);
  for (const name of names) checkReleaseName(name);
});

it('a name that Kubernetes would not take is refused', () => {
  for (const name of ['A', 'a_b', '-a', 'x'.repeat(54), '']) {
    assert.is(caught(() => checkReleaseName(name)).code, 'RELEASE_NAME_INVALID');
  }
});

it.run();
