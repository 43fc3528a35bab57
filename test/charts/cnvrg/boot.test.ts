import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';
import { scratchFolder, writeScript, writeText } from '../../support/scratch.ts';
import { merge, tree } from '../render.ts';
import { profile, renderApp } from './app.ts';

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

const it = suite('what comes before the control plane of cnvrg-app starts');

const scratch = scratchFolder();
let runs = 0;

const first = 'cnvrg/core:1';
const second = 'cnvrg/core:2';
const commands = { seedCmd: 'echo SEED', migrateCmd: 'echo MIGRATE' };
const withImage = (webapp: string, seeder = 'cnvrg/boot:1'): Values => ({
  controlPlan: { webapp: { image: webapp }, seeder: { image: seeder, ...commands } },
});

function bootOf(spec: Values, deployment = 'app'): readonly Container[] {
  const object = renderApp(spec).get(`Deployment/${deployment}`) as RenderedObject & {
    readonly spec: { readonly template: { readonly spec: { readonly initContainers: readonly Container[] } } };
  };
  return object.spec.template.spec.initContainers;
}

function stepOf(spec: Values, name: string, deployment = 'app'): Container {
  return bootOf(spec, deployment).find((container) => container.name === name)!;
}

/** What the seeder for an image leaves in ConfigMap cnvrg-db-init. */
function noted(image: string): Readonly<Record<string, string>> {
  const { data } = JSON.parse(
    stepOf(withImage(image), 'seeder').env!.find(({ name }) => name === 'CNVRG_DB_INIT')!.value,
  );
  return data;
}

/** Runs the script of a container beside an API server that answers 201 and a ConfigMap with this data. */
function start({ command, env = [] }: Container, data: Readonly<Record<string, string>>) {
  runs += 1;
  const folder = join(scratch, String(runs));
  for (const [key, text] of Object.entries(data)) writeText(join(folder, 'db-init', key), text);
  const sent = join(folder, 'sent');
  writeScript(join(folder, 'bin/curl'), `printf '%s\\n' "$@" > ${sent}; printf 201`);
  const script = command.at(-1)!.replaceAll('/db-init/', `${folder}/db-init/`).replaceAll('sleep 5', 'sleep 0.1');
  const child = spawn('/bin/bash', ['-c', script], {
    env: {
      PATH: `${folder}/bin:/usr/bin:/bin`,
      KUBE_NAMESPACE: 'cnvrg-1',
      ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const end = once(child, 'close').then(([code, signal]) => ({
    code,
    signal,
    said,
    sent: existsSync(sent) ? readFileSync(sent, 'utf8').trimEnd().split('\n') : undefined,
  }));
  return { child, end };
}

for (const [what, data, did] of [
  ['seeds a new database', {}, /^SEED$/m],
  ['leaves a database alone that is ready for this image', noted(first), /ready for this image/],
  ['migrates a seeded database for another image', noted(second), /^MIGRATE$/m],
  ['migrates a database of which it is known only that it is seeded', { seeded: 'true' }, /^MIGRATE$/m],
  ['leaves it alone after a way back', { ...noted(first), ...noted(second) }, /ready for this image/],
] as const) {
  it(what, async () => {
    const { code, said } = await start(stepOf(withImage(first), 'seed'), data).end;
    assert.is(code, 0);
    assert.match(said, did);
    assert.is(said.trim().split('\n').length, 1, said);
  });
}

it('without a command for one of them it goes on', async () => {
  const spec = merge(withImage(first), tree('controlPlan.seeder', { seedCmd: '', migrateCmd: '' }));
  for (const data of [{}, noted(second)]) {
    assert.is((await start(stepOf(spec, 'seed'), data).end).code, 0);
  }
});

it('notes each image once, beside those that were noted before', async () => {
  const seeder = stepOf(withImage(second), 'seeder');
  for (const data of [{}, noted(first), { seeded: 'true' }]) {
    const { code, sent } = await start(seeder, data).end;
    assert.is(code, 0);
    const address = new URL(sent!.at(-1)!);
    assert.is(address.pathname, '/api/v1/namespaces/cnvrg-1/configmaps/cnvrg-db-init');
    assert.not.equal(
      address.searchParams.get('fieldManager'),
      new URL((await start(stepOf(withImage(first), 'seeder'), {}).end).sent!.at(-1)!).searchParams.get('fieldManager'),
    );
    assert.equal(JSON.parse(sent![sent!.indexOf('-d') + 1]!).data, noted(second));
  }
  assert.equal(Object.values(noted(second)), ['true', second]);
  assert.is((await start(seeder, noted(second)).end).sent, undefined);
});

it('where the image of the app is the one that boots, one container seeds, migrates and notes', async () => {
  const seeder = stepOf(withImage(first, first), 'seeder');
  for (const [data, did] of [
    [{}, /^SEED$/m],
    [noted(second), /^MIGRATE$/m],
  ] as const) {
    const { said, sent } = await start(seeder, data).end;
    assert.match(said, did);
    assert.ok(sent);
  }
  const failing = merge(withImage(first, first), tree('controlPlan.seeder.migrateCmd', 'exit 3'));
  const { code, sent } = await start(stepOf(failing, 'seeder'), noted(second)).end;
  assert.equal([code, sent], [3, undefined]);
});

it('a seeder that is told to end notes nothing', async () => {
  const told = join(scratch, 'told');
  const seedCmd = `echo SEED; until [ -e ${told} ]; do sleep 0.05; done`;
  const spec = merge(withImage(first, first), tree('controlPlan.seeder.seedCmd', seedCmd));
  const { child, end } = start(stepOf(spec, 'seeder'), {});
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  writeText(told, ''); // bash runs a trap when the command that it waits for has ended
  const { code, signal, sent } = await end;
  assert.equal([code, signal, sent], [1, null, undefined]);
});

it('every one of them hears when it is told to end', () => {
  const containers = [...bootOf({}), ...bootOf({}, 'sidekiq')];
  for (const { name, command } of containers) assert.match(command.at(-1)!, /^trap 'exit 1' TERM$/m, name);
});

it('sidekiqs wait until the database is ready for their image, and end when they are told to', async () => {
  const waiting = stepOf(withImage(second), 'seeder', 'sidekiq');
  assert.is((await start(waiting, { ...noted(first), ...noted(second) }).end).code, 0);
  const { child, end } = start(waiting, noted(first));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const { code, said } = await end;
  assert.is(code, 1);
  assert.match(said, 'waiting for');
});

it('sidekiqs without a web app, which would migrate, wait for the seed alone', async () => {
  const spec = merge(withImage(second), tree('controlPlan.webapp.enabled', false));
  assert.is((await start(stepOf(spec, 'seeder', 'sidekiq'), noted(first)).end).code, 0);
});

const endpoint = (container: Container) => container.env?.find(({ name }) => name === 'CNVRG_STORAGE_ENDPOINT')?.value;

it('what leads from the domain to MinIO comes after the web app: before, MinIO is asked inside of the cluster', () => {
  const steps = bootOf(withImage(first)).filter(({ command }) => /mb\.sh|SEED/.test(command.at(-1)!));
  assert.equal(
    steps.map((step) => [step.name, endpoint(step)]),
    [
      ['create-cnvrg-bucket', 'http://minio:80'],
      ['seed', 'http://minio:80'],
    ],
  );
  const dumped = merge(profile, withImage(first, first));
  assert.is(endpoint(stepOf(dumped, 'seeder')), 'http://minio:80');
  assert.match(stepOf({}, 'services-check').command.at(-1)!, /^wait_for minio 80$/m);
});

for (const [what, storage] of [
  ['an address of the spec', { cnvrgStorageEndpoint: 'https://s3.example.com' }],
  ['another kind of storage', { cnvrgStorageType: 'aws' }],
] as const) {
  it(`${what} is theirs from the start`, () => {
    const spec = tree('controlPlan.objectStorage', storage);
    for (const step of bootOf(spec)) assert.is(endpoint(step), undefined, step.name);
    assert.not.match(stepOf(spec, 'services-check').command.at(-1)!, /^wait_for minio/m);
  });
}

it.run();
