import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bareChart, type Values } from '../../src/chart/index.ts';
import { hideSecrets } from '../../src/release/hide-secrets.ts';

const it = suite('what a failure says, without the secrets');

const subchart = bareChart({ apiVersion: 'v2', name: 'sub', version: '1' }, { level: 'debug' });
const known = (secrets: Values) => ({
  secrets,
  values: { user: 'somebody' },
  chart: {
    ...bareChart({ apiVersion: 'v2', name: 'web', version: '1' }, { image: { tag: 'stable' } }),
    dependencies: [subchart],
  },
  identity: {
    name: 'shop',
    namespace: 'demo',
    storageNamespace: 'demo',
    chartName: 'webshop',
    owner: undefined,
  },
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

for (const [what, data, words, want] of [
  [
    'a text',
    { port: 'sekretport99' },
    '.spec.ports[port="sekretport99"].port: expected numeric, got &{ValueString:sekretport99}',
    '.spec.ports[port="****"].port: expected numeric, got &{ValueString:****}',
  ],
  ['a text deep within', { db: { users: [{ password: 'hush-hush' }] } }, 'got "hush-hush"', 'got "****"'],
  ['a text in base64', { a: 'hush-hush' }, `got "${base64('hush-hush')}"`, 'got "****"'],
  ['what base64 stands for', { a: base64('hush-hush') }, 'got "hush-hush"', 'got "****"'],
  ['a text as JSON has it', { a: 'hush"hush' }, 'got "hush\\"hush"', 'got "****"'],
  ['a line of a text', { a: 'first line\n  second line\n' }, 'near second line', 'near ****'],
  ['a number', { pin: 123456 }, 'got 123456', 'got ****'],
  ['no short text', { a: 'got' }, 'got "got"', 'got "got"'],
  ['no word of logic', { a: true, b: false, c: null }, 'got true, false or null', 'got true, false or null'],
  ['no value of the user', { a: 'somebody' }, 'user somebody', 'user somebody'],
  ['no default of the chart', { a: 'stable' }, 'tag stable', 'tag stable'],
  ['no default of a subchart', { a: 'debug' }, 'level debug', 'level debug'],
  ['no name of the release', { a: 'shop', b: 'demo', c: 'webshop' }, 'demo/shop of webshop', 'demo/shop of webshop'],
  ['nothing', {}, 'got "hush-hush"', 'got "hush-hush"'],
] as const) {
  it(`hides ${what}`, () => assert.is(hideSecrets(words, known(data as Values)), want));
}

it.run();
