import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRotation } from '../../../src/operator/sources/rotation.ts';

const it = suite('rotation');

for (const [annotation, db, tls, unknown] of [
  [undefined, undefined, undefined, []],
  ['', undefined, undefined, []],
  ['2026-05-01', '2026-05-01', '2026-05-01', []],
  ['db=7', '7', undefined, []],
  ['db, tls=7', '7', '7', []],
  ['tls=a=b', undefined, 'a=b', []],
  ['other,db=7', '7', undefined, ['other']],
  ['YWJj=', 'YWJj=', 'YWJj=', []],
] as const) {
  it(`${annotation ?? 'no annotation'} is ${db} for db and ${tls} for tls`, () => {
    const rotation = readRotation(annotation, ['db', 'tls']);
    assert.is(rotation.tokenFor('db'), db);
    assert.is(rotation.tokenFor('tls'), tls);
    assert.equal(rotation.unknown, unknown);
  });
}

it.run();
