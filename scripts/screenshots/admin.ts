import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type CloudManager, startCloudManager } from '../../test/support/cloud-manager.ts';
import { eventually } from '../../test/support/eventually.ts';
import { writeScript } from '../../test/support/scratch.ts';

/** The pictures of docs/guide/cloud-admin.md: a cloud manager with a day's commands, one that runs and one that failed. */
export async function shootAdmin(browser: Browser, folder: string): Promise<string[]> {
  let services: readonly object[] = [];
  await using manager = await startCloudManager((home) => {
    services = servicesIn(home);
  });
  await prepare(manager, services);
  const files: string[] = [];
  for (const [name, hash, text, colorScheme] of [
    ['cloud-commands', '#/commands', 'install runtime', 'light'],
    ['cloud-new-command', '#/commands/new?offering=runtime&user=alice', 'Kind of node', 'light'],
    ['cloud-command', '#/commands/6', 'node 2 of 3', 'light'],
    ['cloud-failed', '#/commands/5', 'no space left', 'dark'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width: 1160, height: 700 }, colorScheme });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await manager.signIn(page);
    await page.goto(`${manager.url}/${hash}`);
    await page.getByRole('main').getByText(text).first().waitFor();
    await settled(page);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path });
    files.push(path);
    await context.close();
  }
  return files;
}

function servicesIn(home: string): readonly object[] {
  const step = (name: string, script: string) => {
    const file = `${name.replaceAll(' ', '-')}.sh`;
    writeScript(join(home, 'scripts', file), script);
    return { task: 'run', name, params: `bash /data/cloudmgr/scripts/${file}` };
  };
  const log = (text: string) => `echo "${text}"; sleep 0.2`;
  const ok = (text: string) => `printf '\\033[32m✓\\033[0m %s\\n' "${text}"; sleep 0.2`;
  return [
    {
      plan: 'runtime',
      description: 'Workers of omega-ml on nodes of their own.',
      parameters: [
        { name: 'size', label: 'Workers', type: 'integer', default: '1', required: true },
        {
          name: 'node-type',
          label: 'Kind of node',
          type: 'choice',
          choices: ['small', 'large', 'gpu'],
          default: 'small',
        },
        { name: 'label', label: 'Label', description: 'Work that names it comes to these workers alone.' },
        { name: 'spot', label: 'Cheaper nodes, that may go at any time', type: 'boolean' },
      ],
      steps: [
        step(
          'add nodes',
          [log('nodepool: 3 nodes wanted, 0 there'), ok('node 1 of 3'), ok('node 2 of 3'), 'sleep 300'].join('\n'),
        ),
        step('deploy workers', ok('Deployment omegaml-runtime/worker')),
      ],
    },
    {
      plan: 'mongodb',
      description: 'A database for one user.',
      steps: [
        step(
          'deploy the database',
          [
            log('release mongodb: rendering the chart'),
            ok('Secret omegaml-services/mongodb'),
            ok('Service omegaml-services/mongodb'),
            `[ "$DEPLOY_USER" != bob ] || { echo 'PersistentVolumeClaim data-mongodb-0: no space left on pool hdd' >&2; exit 1; }`,
            ok('StatefulSet omegaml-services/mongodb'),
          ].join('\n'),
        ),
        step('tell the user', log('sent')),
      ],
    },
  ];
}

async function prepare(manager: CloudManager, services: readonly object[]): Promise<void> {
  for (const service of services) await manager.request('POST', 'service/plan', service);
  for (const user of ['alice', 'bob']) await manager.request('POST', 'service/user', { name: user });
  const give = (offering: string, user: string, phase: string, params = '') =>
    manager.request('POST', 'service/command', { offering, user, phase, params });
  await give('hello', 'alice', 'install', 'greeting=good morning,times=2');
  await over(manager, 1);
  await give('mongodb', 'alice', 'install', 'cluster-name=blue');
  await over(manager, 2);
  await give('hello', 'alice', 'remove');
  await give('mongodb', 'alice', 'update', 'replicas=3');
  await give('mongodb', 'bob', 'install', 'cluster-name=green');
  await over(manager, 5);
  await give('runtime', 'alice', 'install', 'size=3,node-type=large,label=training');
}

async function over(manager: CloudManager, id: number): Promise<void> {
  await eventually(
    async () => {
      const { body } = await manager.request('GET', `service/command/${id}`);
      if (Number((body as { status: string }).status) < 2) throw new Error(`command ${id} is not over`);
    },
    { timeoutMs: 120_000 },
  );
}

/** Nothing turns or is on its way. */
async function settled(page: Page): Promise<void> {
  await page.getByText('Live').waitFor();
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(600);
}
