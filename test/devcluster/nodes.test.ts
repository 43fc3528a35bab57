import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { cableOf, networkOf, podsOf } from '../../src/devcluster/nodes/addresses.ts';
import { bootScript, groupScript, joinScript } from '../../src/devcluster/nodes/boot-script.ts';
import { nameServers } from '../../src/devcluster/nodes/dns.ts';
import { checkRealNodes, cleanNodes, enterNode } from '../../src/devcluster/nodes/index.ts';
import {
  cniSettings,
  containerdSettings,
  kubeletSettings,
  kubeProxySettings,
  registrySettings,
} from '../../src/devcluster/nodes/settings.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('nodes');
const node = { name: 'knit-node-1', address: '10.10.0.4' };

for (const [host, bridge, nodes, pods] of [
  ['10.10.0.1', 'cap-10-10-0', '10.10.0.0/24', '10.244.0.0/16'],
  ['192.168.255.1', 'cap-192-168-255', '192.168.255.0/24', '10.247.0.0/16'],
] as const) {
  it(`the network of ${host} follows from the address`, () => {
    assert.equal(networkOf(host), { host, bridge, nodes, pods });
    assert.ok(bridge.length <= 15, 'an interface has a name of 15 characters at most');
  });
}

it('a node has a cable and pods of its own, inside of what all pods have', () => {
  assert.is(cableOf('10.10.0.4'), 'cap0a0a0004');
  assert.is(podsOf('10.10.0.4'), '10.244.4.0/24');
  assert.is(podsOf('192.168.255.254'), '10.247.254.0/24');
});

for (const [what, text, servers] of [
  [
    'servers in order, three at most',
    'nameserver 1.1.1.1\nnameserver ::1\n nameserver 3.3.3.3\nnameserver 4.4.4.4\n',
    ['1.1.1.1', '::1', '3.3.3.3'],
  ],
  ['comments and searches are none', '# nameserver 1.1.1.1\nsearch a.b\noptions edns0\n', []],
] as const) {
  it(`name servers: ${what}`, () => assert.equal(nameServers(text), servers));
}

for (const [name, script] of Object.entries({ bootScript, groupScript, joinScript })) {
  it(`${name} is a script of the standard shell`, () => {
    const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' });
    assert.is(status, 0, stderr);
  });
}

it('groupScript becomes the program after the groups, with its arguments as they are', () => {
  const folder = scratchFolder();
  const groups = ['one', 'two'].map((name) =>
    writeText(`${folder}/${name}/cgroup.procs`, '').replace('/cgroup.procs', ''),
  );
  const { stdout } = spawnSync(
    '/bin/sh',
    ['-c', groupScript, 'node', ...groups, '--', 'printf', '%s|', 'a b', '--', '$c'],
    {
      encoding: 'utf8',
    },
  );
  assert.is(stdout, 'a b|--|$c|');
  for (const group of groups)
    assert.is(spawnSync('cat', [`${group}/cgroup.procs`], { encoding: 'utf8' }).stdout, '0\n');
});

it('the settings name the places inside of the node, and nothing of this machine', () => {
  const containerd = containerdSettings({ snapshotter: 'native', cniPlugins: '/usr/lib/cni' });
  assert.match(containerd, /snapshotter = "native"/);
  assert.match(containerd, /restrict_oom_score_adj = true/);
  assert.not.match(containerd, /= "\/opt/);
  assert.match(containerd, /config_path = "\/run\/node\/registries"/);
  const kubelet = parse(kubeletSettings(node, '10.10.0.1'));
  assert.equal(kubelet.clusterDNS, ['10.10.0.1']);
  assert.is(kubelet.address, node.address);
  const proxy = parse(kubeProxySettings(node, '10.244.0.0/16'));
  assert.is(proxy.hostnameOverride, node.name);
  assert.is(proxy.conntrack.maxPerCore, 0);
  assert.equal(JSON.parse(cniSettings(node)).plugins[0].ipam.ranges, [[{ subnet: '10.244.4.0/24' }]]);
});

it('a registry is trusted by the authority that lies beside its settings', () => {
  assert.match(registrySettings('10.10.0.3:30005'), /^server = "https:\/\/10\.10\.0\.3:30005"$/m);
  assert.match(registrySettings('10.10.0.3:30005'), /ca = "\/run\/node\/registries\/10\.10\.0\.3:30005\/ca\.crt"/);
});

it('packages that are not installed are named, with the command that installs them', async () => {
  const empty = scratchFolder();
  const missing = await checkRealNodes({ path: empty, plugins: [empty] });
  const packages = 'containerd runc iptables nftables conntrack iproute2 util-linux mount containernetworking-plugins';
  assert.ok(
    missing.includes(
      `these packages are not installed: ${packages.replaceAll(' ', ', ')} (apt-get install ${packages})`,
    ),
    missing.join('\n'),
  );
});

it('a folder where no nodes were has nothing to clean, and no node to enter', async () => {
  const dir = scratchFolder();
  assert.equal(await cleanNodes(dir), []);
  assert.equal(await cleanNodes(`${dir}/absent`), []);
  assert.throws(() => enterNode(dir, 'knit-master'), /node knit-master does not run/);
});

it('a process that got the number of a node that has ended is not taken for it', () => {
  const dir = scratchFolder();
  writeText(`${dir}/knit-master/pid`, `${process.pid}\n`);
  assert.throws(() => enterNode(dir, 'knit-master'), /does not run/);
});

it.run();
