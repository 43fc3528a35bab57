import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refOf } from '../../../src/cluster/index.ts';
import { type CliResult, capstan, startCapstan } from '../../cli/support.ts';
import { type TestCluster, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { listKind } from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';

/** A settings folder of its own, for a namespace of its own. */
export interface InstallStage {
  readonly test: TestCluster;
  readonly namespace: string;
  readonly settings: string;
  readonly env: Readonly<Record<string, string>>;
  run(...words: string[]): Promise<CliResult>;
  runWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<CliResult>;
  /** The process, for who wants to end it. */
  start(...words: string[]): ReturnType<typeof startCapstan>;
  read(file: string): string;
  /** Replaces a text of a values file. */
  edit(file: string, before: string | RegExp, after: string): void;
}

const folder = scratchFolder();
const stages: InstallStage[] = [];

/**
 * Nothing of it is left once the file's suite has removed its stages: `it.after(removeStages)`.
 * @param prepared a folder that is copied
 */
export async function installStage(root: string, prepared?: InstallStage): Promise<InstallStage> {
  const test = await useControlPlane();
  const namespace = await testNamespace(test.cluster, 'install');
  const own = join(folder, namespace);
  mkdirSync(join(own, 'home'), { recursive: true });
  mkdirSync(join(own, 'work'));
  const settings = join(own, 'work', 'settings');
  const env = {
    HOME: join(own, 'home'),
    KUBECONFIG: test.kubeconfig,
    CHART_VERSION: 'v0.1.0',
    CHART_REPOSITORY_ROOT: root,
  };
  const stage: InstallStage = {
    test,
    namespace,
    settings,
    env,
    run: (...words) => capstan(['install', ...words, '-s', settings], { env }),
    runWith: (more, ...words) => capstan(['install', ...words, '-s', settings], { env: { ...env, ...more } }),
    start: (...words) => startCapstan(['install', ...words, '-s', settings], { env }),
    read: (file) => readFileSync(join(settings, file), 'utf8'),
    edit: (file, before, after) => {
      const path = join(settings, 'values', file);
      const text = readFileSync(path, 'utf8');
      const edited = text.replace(before, after);
      if (edited === text) throw new Error(`${file} has no ${before}`);
      writeFileSync(path, edited);
    },
  };
  stages.push(stage);
  if (prepared) {
    cpSync(prepared.settings, settings, { recursive: true });
    writeFileSync(join(settings, 'namespace'), `${namespace}\n`);
    await makeUnique(stage, prepared.namespace);
  }
  return stage;
}

/** Names and ports that a cluster has once are this stage's own. */
export async function makeUnique({ namespace, edit, test }: InstallStage, before?: string): Promise<void> {
  const [api, registry] = await freeNodePorts(test);
  edit('knit-storage-nfs.yaml', before ? `${before}-data` : 'knitfab-storage-data', `${namespace}-data`);
  edit('knit-storage-nfs.yaml', before ? `${before}-system` : 'knitfab-storage-system', `${namespace}-system`);
  edit('knit-image-registry.yaml', /^port: \d+/m, `port: ${registry}`);
  edit('knit-app.yaml', / port: \d+/, ` port: ${api}`);
}

/**
 * Whatever a test that failed has left on the control plane, which other files and a second try of this one share: what is
 * the cluster's own and of these releases, and with their namespaces all else.
 */
export async function removeStages(): Promise<void> {
  for (const { test, namespace } of stages) {
    for (const kind of ['storage.k8s.io/v1/StorageClass', 'scheduling.k8s.io/v1/PriorityClass']) {
      for (const object of await listKind(test.cluster, '', kind)) {
        const { annotations } = object.metadata;
        if (annotations?.['meta.helm.sh/release-namespace'] === namespace) await test.cluster.delete(refOf(object));
      }
    }
    await test.cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
  }
}

/** A Service that asks for no port gets one above these; 30005 is that of a development cluster's registry. */
const nodePorts = new Set(Array.from({ length: 76 }, (_, at) => 30_010 + at));

/** Two that no Service of the cluster has, and no stage had before. */
async function freeNodePorts({ cluster }: TestCluster): Promise<readonly [number, number]> {
  for (const service of await listKind(cluster, '', 'v1/Service')) {
    for (const { nodePort } of (service['spec'] as ServiceSpec).ports ?? []) nodePorts.delete(nodePort ?? 0);
  }
  const [one, other] = nodePorts;
  if (one === undefined || other === undefined) throw new Error('the cluster has no two node ports left');
  nodePorts.delete(one);
  nodePorts.delete(other);
  return [one, other];
}

interface ServiceSpec {
  readonly ports?: readonly { readonly nodePort?: number }[];
}
