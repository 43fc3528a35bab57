import { execSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { cleanNodes, openNetwork } from '../../../src/devcluster/nodes/index.ts';

// Run in network and mount namespaces of its own: `left-network.ts FOLDER CASE`.
const [folder = '', what = ''] = process.argv.slice(2);
const dir = join(folder, 'first');
const other = join(folder, 'other');
const record = join(dir, 'network.json');
const shell = (command: string) => execSync(command, { encoding: 'utf8' });
const rules = () => shell('iptables -S; nft list ruleset; ip -br link | cut -d" " -f1');
const state = () => rules() + shell('cat /proc/sys/net/ipv4/ip_forward');

const cases: Record<string, () => Promise<void>> = {
  async 'a record that is empty'() {
    writeFileSync(record, '');
    assert.equal(await cleanNodes(dir), ['the network of the nodes']);
    assert.is(rules(), rulesBefore); // nobody knows any more what was forwarded
  },
  async 'a record that is half there, and no bridge'() {
    await cleanNodes(dir);
    writeFileSync(record, '{"bridge":');
    await cleanNodes(dir);
    assert.is(state(), before);
    await openNetwork(dir);
    await cleanNodes(dir);
    assert.is(state(), before);
  },
  async 'a bridge that somebody has deleted'() {
    shell('ip link del cap-10-10-0');
    await cleanNodes(dir);
    assert.is(state(), before);
  },
  async 'a bridge whose folder is gone'() {
    rmSync(dir, { recursive: true });
    await openNetwork(other);
    await cleanNodes(other);
    assert.is(rules(), rulesBefore);
  },
  async 'a bridge of somebody else that came meanwhile'() {
    shell('ip link add docker0 type bridge');
    await cleanNodes(dir);
    assert.is(shell('cat /proc/sys/net/ipv4/ip_forward'), '1\n');
    shell('ip link del docker0');
    assert.is(rules(), rulesBefore);
  },
};

shell(
  'mount -t sysfs sysfs /sys; ip link set lo up; iptables -P FORWARD DROP; iptables -A INPUT -p tcp --dport 1 -j DROP; echo 0 >/proc/sys/net/ipv4/ip_forward',
);
const [before, rulesBefore] = [state(), rules()];
await openNetwork(dir);
await (cases[what] as () => Promise<void>)();
