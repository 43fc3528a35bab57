import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, capstan, startCapstan } from '../../cli/support.ts';
import { type TestCluster, testNamespace, useControlPlane } from '../../support/cluster.ts';
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
let stages = 0;

/** @param prepared a folder that is copied */
export async function installStage(root: string, prepared?: InstallStage): Promise<InstallStage> {
  const test = await useControlPlane();
  const namespace = await testNamespace(test.cluster, 'install');
  stages += 1;
  const own = join(folder, String(stages));
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
  if (prepared) {
    cpSync(prepared.settings, settings, { recursive: true });
    writeFileSync(join(settings, 'namespace'), `${namespace}\n`);
    makeUnique(stage, prepared.namespace);
  }
  return stage;
}

/** Names and ports that a cluster has once are this stage's own. */
export function makeUnique({ namespace, edit }: InstallStage, before?: string): void {
  const [api, registry] = [31_800 + stages, 31_500 + stages];
  edit('knit-storage-nfs.yaml', before ? `${before}-data` : 'knitfab-storage-data', `${namespace}-data`);
  edit('knit-storage-nfs.yaml', before ? `${before}-system` : 'knitfab-storage-system', `${namespace}-system`);
  edit('knit-image-registry.yaml', /^port: \d+/m, `port: ${registry}`);
  edit('knit-app.yaml', / port: \d+/, ` port: ${api}`);
}
