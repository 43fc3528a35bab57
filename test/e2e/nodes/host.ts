import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideBinaries, startControlPlane } from '../../../src/devcluster/index.ts';
import { nodesOf } from '../../../src/devcluster/node-names.ts';
import { cleanNodes, nodePrograms, openNetwork, startRealNodes } from '../../../src/devcluster/nodes/index.ts';

/**
 * A process that hosts a cluster of two real nodes in a folder and says so; it may be killed. SIGTERM stops it in order.
 * `node host.ts FOLDER`
 */
const [dir = ''] = process.argv.slice(2);
const modules = fileURLToPath(new URL('../../control-plane', import.meta.url));
const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', ...nodePrograms] as const;
const binaries = await provideBinaries(programs, { modules, env: process.env });
const stop = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
const kept = setInterval(() => {}, 1_000_000);

const nodes = nodesOf(2);
const nodesFolder = join(dir, 'nodes');
await cleanNodes(nodesFolder);
await openNetwork(nodesFolder);
const address = '10.10.0.1';
const plane = await startControlPlane({ dir: join(dir, 'plane'), binaries, address, kubelets: nodes, keep: true });
const real = await startRealNodes({ dir: nodesFolder, plane, binaries, nodes });
process.stdout.write('ready\n');
await stop;
await real.stop();
await plane.stop();
await cleanNodes(nodesFolder);
clearInterval(kept);
