import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveRepository, sourceAddress } from '../../src/build/plan/index.ts';
import { CapstanError } from '../../src/errors/index.ts';
import { codeOf } from '../support/code-of.ts';

const it = suite('repository of a git remote');

const addresses: readonly (readonly [address: string, want: string | undefined])[] = [
  ['https://github.com/acme/widgets.git', 'acme/widgets'],
  ['https://github.com/acme/widgets', 'acme/widgets'],
  ['https://github.com/acme/widgets.git/', 'acme/widgets'],
  ['https://me:secret@github.com/acme/widgets.git', 'acme/widgets'],
  ['https://me:p@ssW0rd@github.com/acme/widgets.git', 'acme/widgets'],
  ['https://me:p/ssW0rd@github.com/acme/widgets.git', undefined],
  ['https://github.com/acme/widgets.git?token=hunter2', undefined],
  ['https://gitlab.example.com:8443/group/part/widgets.git', 'group/part/widgets'],
  ['http://10.0.0.1:3000/acme/widgets.git', 'acme/widgets'],
  ['git@github.com:acme/widgets.git', 'acme/widgets'],
  ['git@github.com:acme/widgets', 'acme/widgets'],
  ['github.com:acme/widgets.git', 'acme/widgets'],
  ['ssh://git@github.com/acme/widgets.git', 'acme/widgets'],
  ['ssh://git@github.com:2222/acme/widgets.git', 'acme/widgets'],
  ['git@github.com:Acme/Widgets.git', 'acme/widgets'],
  ['https://github.com/acme/widgets.js.git', 'acme/widgets.js'],
  ['/srv/git/widgets.git', undefined],
  ['../widgets', undefined],
  ['file:///srv/git/widgets.git', undefined],
  ['https://github.com/widgets.git', undefined],
];

for (const [address, want] of addresses) {
  it(`003.7: git://origin with ${address} is ${want ?? 'refused'}`, () => {
    const resolve = () => resolveRepository('git://origin', new Map([['origin', address]]));
    if (want === undefined) assert.is(codeOf(resolve), 'USAGE');
    else assert.is(resolve(), want);
  });
}

for (const [address, want] of [
  ['https://github.com/acme/widgets', 'https://github.com/acme/widgets'],
  ['https://github.com/acme/widgets.git/', 'https://github.com/acme/widgets'],
  ['https://me:secret@GitHub.com/acme/widgets.git', 'https://github.com/acme/widgets'],
  ['https://me:p@ssW0rd@github.com/acme/widgets.git', 'https://github.com/acme/widgets'],
  ['https://me:p/ssW0rd@github.com/acme/widgets.git', undefined],
  ['me:p@ssW0rd@github.com:acme/widgets.git', 'https://github.com/acme/widgets'],
  ['git@github.com:acme/widgets.git', 'https://github.com/acme/widgets'],
  ['ssh://git@github.com:2222/acme/widgets.git', 'https://github.com/acme/widgets'],
  ['https://gitlab.example.com:8443/group/part/Widgets.git', 'https://gitlab.example.com:8443/group/part/Widgets'],
  ['http://10.0.0.1:3000/acme/widgets.git', 'http://10.0.0.1:3000/acme/widgets'],
  ['/srv/git/widgets.git', undefined],
  ['file:///srv/git/widgets.git', undefined],
] as const) {
  it(`images of ${address} say that their source is ${want ?? 'nowhere'}`, () => {
    assert.is(sourceAddress(address), want);
  });
}

it('003.7: any other REPOSITORY is taken as it is', () => {
  assert.is(resolveRepository('acme/widgets', new Map()), 'acme/widgets');
});

it('003.7: a remote that is not there is refused, and those that are are named', () => {
  const remotes = new Map([
    ['origin', 'https://github.com/acme/widgets.git'],
    ['upstream', 'https://github.com/base/widgets.git'],
  ]);
  try {
    resolveRepository('git://fork', remotes);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, CapstanError);
    assert.match((error as CapstanError).message, /"fork"/);
    assert.match((error as CapstanError).hint ?? '', /origin, upstream/);
  }
});

for (const address of [
  'https://me:hunter2@github.com/widgets',
  'https://me:p@hunter2@github.com/widgets',
  'https://me:p/hunter2@github.com/acme/widgets',
  'https://me:p?hunter2@github.com/widgets',
  'https://github.com/acme/widgets.git?token=hunter2',
  'https://github.com/acme/widgets.git?token=p@hunter2',
  'https://github.com/acme/widgets.git#hunter2',
]) {
  it(`no secret of ${address} is in a message`, () => {
    try {
      resolveRepository('git://origin', new Map([['origin', address]]));
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CapstanError);
      assert.match((error as CapstanError).message, /no repository can be read from https:\/\//);
      assert.not.match((error as CapstanError).message, /hunter2/);
    }
  });
}

it.run();
