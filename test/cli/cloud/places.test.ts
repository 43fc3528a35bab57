import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nearestData, readPlaces } from '../../../src/cli/cloud/places.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('places of the cloud manager');

it('it is the one that is there, here or above, else one here', () => {
  const root = scratchFolder();
  const below = join(root, 'a', 'b');
  mkdirSync(below, { recursive: true });
  assert.is(nearestData(below), join(below, '.capstan/cloud'));
  mkdirSync(join(root, '.capstan/cloud'), { recursive: true });
  assert.is(nearestData(below), join(root, '.capstan/cloud'));
  mkdirSync(join(root, 'a', '.capstan/cloud'), { recursive: true });
  assert.is(nearestData(below), join(root, 'a', '.capstan/cloud'));
});

it('the flag wins over CLOUDMGR_DATA, and that over what is there', () => {
  const env = { HOME: scratchFolder(), CLOUDMGR_DATA: '/srv/data' };
  assert.is(readPlaces({}, env).data, '/srv/data');
  assert.is(readPlaces({ data: '/srv/other' }, env).data, '/srv/other');
});

it('a home that is not there is refused, wherever it is named', () => {
  const HOME = scratchFolder();
  const none = join(HOME, 'none');
  const refused = (what: () => unknown) => assert.throws(what, `there is no folder ${none} to be the home`);
  refused(() => readPlaces({ home: none }, { HOME }));
  refused(() => readPlaces({}, { HOME, CLOUDMGR_HOME: none }));
  assert.is(readPlaces({ home: HOME }, { HOME, CLOUDMGR_HOME: none }).home, HOME);
});

it.run();
