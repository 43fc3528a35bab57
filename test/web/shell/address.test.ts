import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hrefOf, readRoute } from '../../../src/web/shell/address.ts';

const it = suite('address');

for (const [hash, path, query] of [
  ['', [], ''],
  ['#/', [], ''],
  ['#/commands/12', ['commands', '12'], ''],
  ['#/commands?status=FAILED&page=2', ['commands'], 'status=FAILED&page=2'],
  ['#/a%2Fb//c', ['a/b', 'c'], ''],
  ['#/50%', ['50%'], ''],
] as const)
  it(`reads ${hash || 'nothing'}`, () => {
    const route = readRoute(hash);
    assert.equal(route.path, path);
    assert.is(route.query.toString(), query);
  });

for (const [path, query, want] of [
  [['commands', 12], {}, '#/commands/12'],
  [['commands'], { status: 'FAILED', user: '', page: undefined }, '#/commands?status=FAILED'],
  [['a/b', 'ü'], {}, '#/a%2Fb/%C3%BC'],
] as const)
  it(`prints ${want}`, () => {
    assert.is(hrefOf(path, query), want);
    assert.equal(readRoute(want).path, path.map(String));
  });

it.run();
