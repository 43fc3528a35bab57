import { userInfo } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { imageCache } from '../../src/cli/build/surroundings.ts';
import { userHome } from '../../src/user-home.ts';

const it = suite('the home of a user');
const own = userInfo().homedir;

for (const [home, want] of [
  ['/home/me', '/home/me'],
  ['', own],
  ['.', own],
  ['home/me', own],
  [undefined, own],
] as const) {
  it(`HOME ${home === undefined ? 'that is not set' : `"${home}"`} is ${home === want ? 'taken' : 'none'}`, () => {
    const env = home === undefined ? {} : { HOME: home };
    assert.is(userHome(env), want);
    assert.is(imageCache(env), `${want}/.cache/capstan/images`);
  });
}

for (const [cache, want] of [
  ['/cache', '/cache/capstan/images'],
  ['', '/home/me/.cache/capstan/images'],
  ['.cache', '/home/me/.cache/capstan/images'],
] as const) {
  it(`XDG_CACHE_HOME "${cache}" leads to ${want}`, () => {
    assert.is(imageCache({ HOME: '/home/me', XDG_CACHE_HOME: cache }), want);
  });
}

it.run();
