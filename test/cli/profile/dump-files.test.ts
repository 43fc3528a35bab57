import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isDumpPath, layOut } from '../../../src/cli/profile/dump-files.ts';
import { isCapstanError } from '../../../src/errors/index.ts';

const it = suite('files of a dump');

const object = (kind: string, name: string, rest: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...rest,
});
const objects = [
  { path: 'apps-class', object: object('PriorityClass', 'cnvrg-apps') },
  { path: 'pg/secret', object: object('Secret', 'pg-creds') },
];

it('keeps the folders of the templates below tmpl/', () =>
  assert.equal(
    layOut(objects, true).map(({ path }) => path),
    ['tmpl/apps-class.yaml', 'tmpl/pg/secret.yaml'],
  ));

it('is flat with the name of the object in front', () =>
  assert.equal(
    layOut(objects, false).map(({ path }) => path),
    ['cnvrg-appstmpl-apps-class.yaml', 'pg-credstmpl-pg-secret.yaml'],
  ));

it('knows which of them are secret', () =>
  assert.equal(
    layOut(objects, true).map(({ isSecret }) => isSecret),
    [false, true],
  ));

it('sorts keys at every depth, and leaves lists in their order', () => {
  const [file] = layOut(
    [{ path: 'x', object: object('ConfigMap', 'x', { data: { b: '2', a: '1' }, list: [{ d: 1, c: 2 }, 'b', 'a'] }) }],
    true,
  );
  assert.is(
    file?.text,
    'apiVersion: v1\ndata:\n  a: "1"\n  b: "2"\nkind: ConfigMap\nlist:\n- c: 2\n  d: 1\n- b\n- a\nmetadata:\n  name: x\n',
  );
});

it('refuses two objects for one file', () => {
  const twin = { path: 'pg-secret', object: object('Secret', 'pg-creds') };
  assert.throws(
    () => layOut([...objects, twin], false),
    (error: unknown) => isCapstanError(error, 'INTERNAL'),
  );
});

const paths = new Set(['pg/dep', 'apps-class']);
for (const [file, want] of [
  ['tmpl/pg/dep.yaml', true],
  ['tmpl/apps-class.yaml', true],
  ['postgrestmpl-pg-dep.yaml', true],
  ['tmpl/pg/other.yaml', false],
  ['tmpl-pg-dep.yaml', false],
  ['pg/dep.yaml', false],
  ['tmpl/pg/dep.yml', false],
  ['sub/postgrestmpl-pg-dep.yaml', false],
  ['notes.txt', false],
] as const) {
  it(`${file} ${want ? 'may be' : 'is not'} of a dump`, () => assert.is(isDumpPath(file, paths), want));
}

it.run();
