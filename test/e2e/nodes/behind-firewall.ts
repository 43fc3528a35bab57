import { execSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { cleanNodes, openNetwork } from '../../../src/devcluster/nodes/index.ts';

// Run in network and mount namespaces of its own: `behind-firewall.ts FOLDER` on a machine that drops what it does not know.
const [dir = ''] = process.argv.slice(2);
const shell = (command: string) => execSync(command, { encoding: 'utf8' });
const state = () => shell('iptables -S; nft list ruleset; ip -br link; cat /proc/sys/net/ipv4/ip_forward');

shell(
  'mount -t sysfs sysfs /sys; ip link set lo up; iptables -P FORWARD DROP; iptables -A INPUT -p tcp --dport 1 -j DROP',
);
const before = state();
await openNetwork(dir);
const rules = shell('iptables -S')
  .split('\n')
  .filter((rule) => rule.includes('cap-10-10-0'));
assert.equal(rules.sort(), [
  '-A FORWARD -i cap-10-10-0 -j ACCEPT',
  '-A FORWARD -o cap-10-10-0 -j ACCEPT',
  '-A INPUT -i cap-10-10-0 -j ACCEPT',
]);
await cleanNodes(dir);
assert.is(state(), before);
