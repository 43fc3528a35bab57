import { join } from 'node:path';
import { type CloudManager, startCloudManager } from '../../support/cloud-manager.ts';
import { writeScript, writeText } from '../../support/scratch.ts';

/** A cloud manager with services whose steps a test holds back and lets go on. */
export interface World extends CloudManager {
  /** Lets what waits for this name go on, or fail no more. */
  allow(name: string): void;
}

export async function startWorld(): Promise<World> {
  const manager = await startCloudManager();
  writeScripts(manager.folder);
  for (const plan of plansOf(manager.folder)) {
    const { status, body } = await manager.request('POST', 'service/plan', plan);
    if (status !== 201) throw new Error(`a plan was refused: ${JSON.stringify(body)}`);
  }
  return Object.assign(manager, {
    allow: (name: string) => {
      writeText(join(manager.folder, 'allowed', name), '');
    },
  });
}

function writeScripts(folder: string): void {
  const allowed = join(folder, 'allowed');
  // each line once it is allowed: what is seen in between was seen while the task ran
  writeScript(
    join(folder, 'counted.sh'),
    `echo "params: $DEPLOY_PARAMS"
for step in one two three; do
  while [ ! -e "${allowed}/$step" ]; do sleep 0.05; done
  printf '\\033[32m%s\\033[0m of three\\n' "$step"
done`,
  );
  writeScript(join(folder, 'first.sh'), 'echo the first step is done once');
  writeScript(
    join(folder, 'second.sh'),
    `[ -e "${allowed}/mended" ] || { echo 'something is broken' >&2; exit 3; }\necho 'it is mended'`,
  );
  writeScript(join(folder, 'endless.sh'), 'echo here I am; exec sleep 1000');
}

function plansOf(folder: string): readonly object[] {
  const run = (script: string) => ({ task: 'run', name: script.replace('.sh', ''), params: join(folder, script) });
  return [
    {
      plan: 'counted',
      description: 'Writes three lines, each when it may.',
      parameters: [
        { name: 'size', label: 'Size', type: 'integer', required: true, description: 'How many nodes.' },
        { name: 'node-type', label: 'Kind of node', type: 'choice', choices: ['small', 'large'], default: 'small' },
        { name: 'hub', label: 'With a hub', type: 'boolean' },
        { name: 'note', label: 'Note' },
      ],
      configuration: { env: { CLUSTER_PREFIX: 'om' } },
      steps: [run('counted.sh')],
    },
    { plan: 'broken', description: 'Fails until it is mended.', steps: [run('first.sh'), run('second.sh')] },
    { plan: 'endless', steps: [run('endless.sh')] },
  ];
}
