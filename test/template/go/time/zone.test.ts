import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadZone, localZone, utc } from '../../../../src/template/go/index.ts';
import { parseZone } from '../../../../src/template/go/time/zone-file.ts';
import { intlZone } from '../../../../src/template/go/time/zone-intl.ts';
import { parseZoneRule } from '../../../../src/template/go/time/zone-rule.ts';

const it = suite('go/time zones');

const summer2024 = 1_720_000_000;
const winter2024 = 1_705_000_000;

for (const [name, winter, summer] of [
  ['Europe/Berlin', 'CET 3600', 'CEST 7200'],
  ['America/New_York', 'EST -18000', 'EDT -14400'],
  ['Asia/Tokyo', 'JST 32400', 'JST 32400'],
  ['Europe/Istanbul', '+03 10800', '+03 10800'],
  ['America/St_Johns', 'NST -12600', 'NDT -9000'],
  ['Asia/Kathmandu', '+0545 20700', '+0545 20700'],
] as const) {
  // both sources of zones have to say what Go 1.26 says with tz 2025b
  for (const [source, zone] of [
    ['the tz database', loadZone(name)],
    ['Node', intlZone(name)],
  ] as const) {
    it(`${name} by ${source}`, () => {
      const periods = [winter2024, summer2024].map((seconds) => zone!.lookup(seconds));
      assert.equal(
        periods.map(({ abbreviation, offset }) => `${abbreviation} ${offset}`),
        [winter, summer],
      );
    });
  }
}

for (const name of [
  '../zoneinfo/UTC',
  '/etc/passwd',
  'Europe',
  'Nope/Zone',
  'Europe/../UTC',
  'Europe\\..\\x',
  'a\0b',
]) {
  it(`${JSON.stringify(name)} is no zone`, () => assert.is(loadZone(name), undefined));
}

it('a zone that Node does not know is none', () => assert.is(intlZone('Nope/Zone'), undefined));

it('no name is UTC', () => assert.is(loadZone(''), utc));

it('the local zone is called Local', () => {
  assert.is(localZone('Europe/Berlin').name, 'Local');
  assert.is(localZone('Europe/Berlin').lookup(summer2024).abbreviation, 'CEST');
  assert.is(localZone('UTC'), utc);
  assert.is(localZone('Nope/Zone'), utc);
});

it('a file that is no TZif is no zone', () => {
  assert.is(parseZone('x', Buffer.from('root:x:0:0:root:/root:/bin/bash and so on and so forth')), undefined);
  assert.is(parseZone('x', Buffer.alloc(0)), undefined);
});

for (const [rule, seconds, want] of [
  ['CET-1CEST,M3.5.0,M10.5.0/3', summer2024, 'CEST 7200 true'],
  ['CET-1CEST,M3.5.0,M10.5.0/3', winter2024, 'CET 3600 false'],
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', winter2024, 'AEDT 39600 true'],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', summer2024, 'IST 3600 false'],
  ['<+0330>-3:30', summer2024, '+0330 12600 false'],
  ['EST5EDT', summer2024, 'EDT -14400 true'],
  ['EST5EDT,J60,J300', summer2024, 'EDT -14400 true'],
  ['EST5EDT,59/0,299/0', winter2024, 'EST -18000 false'],
] as const) {
  it(`${rule} at ${seconds}`, () => {
    const { abbreviation, offset, isDst } = parseZoneRule(rule)!(seconds, 0);
    assert.is(`${abbreviation} ${offset} ${isDst}`, want);
  });
}

it('a text that is no rule is none', () => {
  for (const text of ['', 'nonsense', 'CET', '-1']) assert.is(parseZoneRule(text), undefined);
});

it.run();
