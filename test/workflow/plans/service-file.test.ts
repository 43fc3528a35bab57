import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../../src/errors/index.ts';
import { parseServiceFile } from '../../../src/workflow/index.ts';

const it = suite('service file');

it('002.10: reads the form with the steps beside the configuration, env and folded params', () => {
  const text = `
- plan: mongodb
  configuration:
    env:
      CLUSTER_PREFIX: om
  steps:
    - task: run
      params: >
        bash /data/cloudmgr/scripts/deploymongodb.sh
`;
  assert.equal(parseServiceFile(text, 'mongodb-service.yml'), [
    {
      name: 'mongodb',
      description: '',
      limits: { deployments: 1, concurrency: null },
      parameters: [],
      env: { CLUSTER_PREFIX: 'om' },
      steps: [{ task: 'run', params: 'bash /data/cloudmgr/scripts/deploymongodb.sh' }],
      timeout: null,
    },
  ]);
});

it('002.5: several steps within the configuration, the older name of a task, numbers and words as env', () => {
  const text = `
plan: cluster
limits: { deployments: 3, concurrency: 2 }
timeout: 600
configuration:
  env: { DEBUG: 1, MODE: yes }
  steps:
    - { task: paasdeploy.tasks.run, params: a.sh }
    - { task: git, params: "file:///repo#main run.sh", name: from git, timeout: 5 }
    - { task: module, params: "task.ts#run" }
`;
  const [entry] = parseServiceFile(text, 'x.yml');
  assert.equal(entry?.steps, [
    { task: 'run', params: 'a.sh' },
    { task: 'git', params: 'file:///repo#main run.sh', name: 'from git', timeout: 5 },
    { task: 'module', params: 'task.ts#run' },
  ]);
  assert.equal(
    [entry?.env, entry?.limits, entry?.timeout],
    [{ DEBUG: '1', MODE: 'true' }, { deployments: 3, concurrency: 2 }, 600],
  );
});

const steps = 'steps: [{task: run, params: a}]';
for (const [what, text, code, words] of [
  ['nothing', '', 'SERVICE_INVALID', 'describes no service'],
  ['no plan', `- ${steps}`, 'SERVICE_INVALID', 'plan'],
  ['a plan that is a path', `- plan: ../x\n  ${steps}`, 'SERVICE_INVALID', 'plan: must be'],
  ['no steps', '- plan: a', 'SERVICE_INVALID', 'no `steps`'],
  ['steps at both places', `- plan: a\n  ${steps}\n  configuration: {${steps}}`, 'SERVICE_INVALID', 'both'],
  [
    'an unknown task',
    '- plan: a\n  steps: [{task: celery, params: a}]',
    'SERVICE_INVALID',
    'steps[0].task: must be run',
  ],
  ['a step without params', '- plan: a\n  steps: [{task: run}]', 'SERVICE_INVALID', 'steps[0].params'],
  ['an unknown key', `- plan: a\n  stepz: 1\n  ${steps}`, 'SERVICE_INVALID', 'stepz'],
  ['a limit of none', `- plan: a\n  limits: {deployments: 0}\n  ${steps}`, 'SERVICE_INVALID', 'limits.deployments'],
  [
    'env that no process can have',
    `- plan: a\n  configuration: {env: {"A=B": x}}\n  ${steps}`,
    'SERVICE_INVALID',
    'configuration.env',
  ],
  [
    'a choice without choices',
    `- plan: a\n  parameters: [{name: x, type: choice}]\n  ${steps}`,
    'SERVICE_INVALID',
    'choices',
  ],
  ['a parameter twice', `- plan: a\n  parameters: [{name: x}, {name: x}]\n  ${steps}`, 'SERVICE_INVALID', 'twice'],
  [
    'a parameter that is no key',
    `- plan: a\n  parameters: [{name: "a b"}]\n  ${steps}`,
    'SERVICE_INVALID',
    'parameters[0].name',
  ],
  ['one plan twice', `- plan: a\n  ${steps}\n- plan: a\n  ${steps}`, 'SERVICE_INVALID', 'twice'],
  ['an entry of many', `- plan: a\n  ${steps}\n- plan: b`, 'SERVICE_INVALID', 'x.yml, entry 2'],
  ['no YAML', '- plan: [', 'YAML_INVALID', 'x.yml'],
] as const) {
  it(`refuses ${what}, and says where`, () => {
    try {
      parseServiceFile(text, 'x.yml');
      assert.unreachable();
    } catch (error) {
      assert.ok(isCapstanError(error, code), String(error));
      assert.match(`${error.message} ${error.place?.file ?? ''}`, words);
    }
  });
}

it('every service that comes with the program can be read, and is named after its file', () => {
  const folder = new URL('../../../cloudmgr/services', import.meta.url).pathname;
  const files = readdirSync(folder);
  assert.ok(files.includes('hello-service.yml'));
  for (const file of files) {
    const [entry] = parseServiceFile(readFileSync(join(folder, file), 'utf8'), file);
    assert.is(`${entry?.name}-service.yml`, file);
  }
});

it.run();
