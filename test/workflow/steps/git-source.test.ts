import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSource } from '../../../src/workflow/steps/git-source.ts';
import { codeOf } from '../../support/code-of.ts';

const it = suite('git source');

for (const [address, want] of [
  [
    'https://example.com/a/b.git',
    { url: 'https://example.com/a/b.git', ref: 'HEAD', title: 'https://example.com/a/b.git' },
  ],
  ['https://example.com/b#v1.2', { url: 'https://example.com/b', ref: 'v1.2', title: 'https://example.com/b#v1.2' }],
  [
    'https://ann:secret@example.com/b',
    { url: 'https://example.com/b', login: 'ann:secret', ref: 'HEAD', title: 'https://example.com/b' },
  ],
  [
    'https://ann:se@cr%2Fet@example.com/b@2#main',
    { url: 'https://example.com/b@2', login: 'ann:se@cr/et', ref: 'main', title: 'https://example.com/b@2#main' },
  ],
  [
    'ssh://git@example.com:22/b#main',
    { url: 'ssh://git@example.com:22/b', ref: 'main', title: 'ssh://example.com:22/b#main' },
  ],
  [
    'git@example.com:a/b.git#feature/x',
    { url: 'git@example.com:a/b.git', ref: 'feature/x', title: 'git@example.com:a/b.git#feature/x' },
  ],
  ['file:///srv/b.git', { url: 'file:///srv/b.git', ref: 'HEAD', title: 'file:///srv/b.git' }],
] as const) {
  it(`${address} is fetched`, () => assert.equal(parseSource(address, 'run.sh'), want));
}

for (const [what, address, path] of [
  ['a transport that runs a program', 'ext::sh -c touch% x', 'run.sh'],
  ['the same in front of another', 'ext::https://example.com/b', 'run.sh'],
  ['a transport helper', 'fd::17', 'run.sh'],
  ['an option', '--upload-pack=touch', 'run.sh'],
  ['a host that is an option', 'ssh://-oProxyCommand=touch/b', 'run.sh'],
  ['a host of scp that is an option', '-oProxyCommand=touch:b', 'run.sh'],
  ['plain http', 'http://example.com/b', 'run.sh'],
  ['the git protocol', 'git://example.com/b', 'run.sh'],
  ['a folder', '/srv/b.git', 'run.sh'],
  ['a file on another host', 'file://example.com/b', 'run.sh'],
  ['nothing', '', 'run.sh'],
  ['a ref that is an option', 'https://example.com/b#--upload-pack=x', 'run.sh'],
  ['a ref that is a range', 'https://example.com/b#a..b', 'run.sh'],
  ['no file', 'https://example.com/b', ''],
  ['a file outside', 'https://example.com/b', '../run.sh'],
  ['a file outside, by a detour', 'https://example.com/b', 'a/../../run.sh'],
  ['a file from the root', 'https://example.com/b', '/bin/sh'],
  ['the folder of git itself', 'https://example.com/b', '.git/hooks/x'],
] as const) {
  it(`${what} is refused`, () =>
    assert.is(
      codeOf(() => parseSource(address, path)),
      'STEP_INVALID',
    ));
}

it.run();
