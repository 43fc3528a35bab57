import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inHome } from '../../src/execution/index.ts';
import { atHome } from '../../src/workflow/steps/home-path.ts';

const it = suite('paths of a home');

for (const [what, files, want] of [
  ['the home that is given wins over one that lies there', ['/data/cloudmgr/a.yml', '/srv/home/a.yml'], '/srv/home'],
  ['what the home alone has', ['/srv/home/a.yml'], '/srv/home'],
  ['what the home does not have and is there', ['/data/cloudmgr/a.yml'], '/data/cloudmgr'],
  ['what is nowhere', ['/data/cloudmgr'], '/srv/home'],
] as const) {
  it(`002.8: ${what}`, () => {
    const exists = (path: string) => (files as readonly string[]).includes(path);
    assert.is(inHome('/data/cloudmgr/a.yml', '/srv/home', exists), `${want}/a.yml`);
    assert.is(atHome('/data/cloudmgr/a.yml', '/srv/home', exists), `${want}/a.yml`);
    assert.is(atHome('--specs=/data/cloudmgr/a.yml:/x', '/srv/home', exists), `--specs=${want}/a.yml:/x`);
  });
}

it('002.8: other paths stay as they are', () => {
  for (const path of ['/data/cloudmgrs/a', '/x/data/cloudmgr/a', 'a']) {
    assert.is(inHome(path, '/srv/home'), path);
    assert.is(atHome(path, '/srv/home'), path);
  }
});

it.run();
