import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandLine, faultOf, paramsToSend, startValues } from '../../../src/web/commands/params.ts';

const it = suite('params of the form');

const size = { name: 'size', type: 'integer', default: '1' } as const;
const name = { name: 'name', type: 'string', required: true } as const;

it('fields begin with what is set, else with the default', () => {
  assert.equal(startValues([size, name], {}), { size: '1' });
  assert.equal(startValues([size, name], { size: '3', name: 'blue', more: 'x' }), {
    size: '3',
    name: 'blue',
    more: 'x',
  });
});

for (const [what, phase, values, set, want] of [
  ['an install says all that is filled in', 'install', { size: '1', name: '' }, {}, { size: '1' }],
  ['an update says what it changes', 'update', { size: '2', name: 'a' }, { size: '1', name: 'a' }, { size: '2' }],
  ['an update that empties a value says so', 'update', { name: '' }, { name: 'a' }, { name: '' }],
  ['an update adds what was not set', 'update', { size: '1' }, {}, { size: '1' }],
  ['a removal says nothing', 'remove', { size: '1' }, { size: '1' }, {}],
] as const)
  it(what, () => assert.equal(paramsToSend(phase, values, set), want));

for (const [parameter, value, isFault] of [
  [size, '12', false],
  [size, '-1', false],
  [size, '1.5', true],
  [size, 'many', true],
  [size, '', false],
  [name, '', true],
  [name, 'x', false],
] as const)
  it(`${parameter.name}=${value} is ${isFault ? 'a fault' : 'taken'}`, () => {
    assert.is(faultOf(parameter, value) !== undefined, isFault);
  });

for (const [what, command, want] of [
  ['an own install', { phase: 'install', user: 'me', params: '' }, 'om cloud add web'],
  ['an own update', { phase: 'update', user: 'me', params: 'a=1,b=2' }, 'om cloud update web --specs a=1,b=2'],
  [
    'what a shell would read is quoted',
    { phase: 'install', user: 'me', params: "k=$(x) it's" },
    `om cloud add web --specs 'k=$(x) it'\\''s'`,
  ],
  [
    'another user',
    { phase: 'remove', user: 'you', params: '' },
    'cloudmgr deployservice --phase remove --service web --user you',
  ],
  [
    'one of several',
    { phase: 'update', user: 'me', params: 'a=', deployment: 'web.me.2' },
    'cloudmgr deployservice --phase update --service web --user me --params a= --deployment web.me.2',
  ],
] as const)
  it(`the line for a terminal: ${what}`, () => assert.is(commandLine({ offering: 'web', ...command }, 'me'), want));

it.run();
