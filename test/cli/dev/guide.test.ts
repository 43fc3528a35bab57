import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const it = suite('guide of the dev cluster');

const guide = readFileSync(new URL('../../../docs/guide/dev-cluster.md', import.meta.url), 'utf8');

for (const [note, words] of [
  ['provisioning that hangs at the guest additions', /rcvboxadd reload/],
  ['how a shell on a machine is had then', /ssh\.sh/],
  ['where the authority goes with colima', /colima[\s\S]*\/etc\/docker\/certs\.d/],
  ['the memory of the test machine', /8 GB/],
  ['networks of virtual machines in conflict', /conflict/],
  ['throwing everything away', /vagrant destroy -f/],
  ['how long provisioning took', /10 to 30 minutes/],
  ['whose registry it is', /not a part of Knitfab/],
  ['which equivalent stands for what the virtual machines did', /\| there \| here \|/],
] as const) {
  it(`003.17: ${note} is told`, () => assert.match(guide, words));
}

it.run();
