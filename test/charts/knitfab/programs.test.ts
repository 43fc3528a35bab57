import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readBackendConfig, readExtraApis, readFrontConfig, readHooks } from '../../../src/knitfab/config.ts';
import * as programs from '../../../src/knitfab/index.ts';
import { intervalOf } from '../../../src/knitfab/knit-loops/command.ts';
import { loops } from '../../../src/knitfab/knit-loops/index.ts';
import type { Surroundings } from '../../../src/knitfab/program.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { effective, fullValues, objectsOf, pick } from './charts.ts';
import type { Made } from './made.ts';

const it = suite('programs of knitfab, as the charts start them');

const objects = (['knit-schema-upgrader', 'knit-app'] as const).flatMap(
  (chart) => objectsOf(chart, fullValues[chart]) as unknown as Made[],
);
const containers = objects.flatMap(({ metadata, spec }) =>
  (spec?.template?.spec.containers ?? []).map(({ image, args }) => ({ of: metadata.name, image, args })),
);
const commands: Readonly<Record<string, (around: Surroundings) => Command>> = {
  knitd: programs.knitdCommand,
  'knitd-backend': programs.backendCommand,
  'knit-loops': programs.loopsCommand,
  'knit-schema-upgrader': programs.upgraderCommand,
  'knit-vex': programs.vexCommand,
};
const around: Surroundings = { env: {}, log: silentLogger, signal: new AbortController().signal };

/** What a program makes of its words, without doing it. */
function flagsOf(program: string, words: readonly string[]): Readonly<Record<string, unknown>> {
  const command = (commands[program] as (typeof commands)[string])(around).exitOverride();
  command.configureOutput({ writeErr: () => {} }).action(() => {});
  return command.parse([...words], { from: 'user' }).opts();
}

it('take every flag that they are given', () => {
  assert.is(containers.length, 10);
  for (const { of, image, args } of containers) {
    const program = /([^/]+):[^:/]+$/.exec(image)?.[1] ?? '';
    assert.ok(program in commands, `${of}: ${image}`);
    assert.not.throws(() => flagsOf(program, args), of);
  }
});

it('a flag that there is not is refused', () => {
  assert.throws(() => flagsOf('knitd', ['--config-path', 'x', '--schema-repo', 'y', '--other']), /unknown option/);
});

it('each loop has a type and a policy that there is', () => {
  const types = containers
    .filter(({ image }) => image.includes('/knit-loops:'))
    .map(({ args }) => {
      const { type, policy } = flagsOf('knit-loops', args) as { type: string; policy: string };
      assert.ok((intervalOf(policy) ?? 0) > 0);
      return type;
    });
  assert.equal(types.sort(), Object.keys(loops).sort());
});

it('read the settings that the charts write', () => {
  const settings = (map: string, file: string) =>
    writeText(
      join(scratchFolder(), file),
      pick(objectsOf('knit-app', fullValues['knit-app']), `ConfigMap/${map}`).data[file] ?? '',
    );
  const { cluster } = readBackendConfig(settings('knitd-backend-config', 'knitd.backend.yaml'));
  assert.equal(cluster.imagePullSecret, 'pull');
  assert.equal(Object.keys(cluster.worker).sort(), ['init', 'nurse', 'priority']);
  assert.is(readFrontConfig(settings('knitd-config', 'knitd.yaml')).serverport, 8080);
  assert.equal(readHooks(settings('hooks-config', 'hooks.yaml')).after, ['http://hooks.example/after']);
  assert.is(readExtraApis(settings('extra-api-config', 'extra-apis.yaml'))[0]?.path, '/extra');
});

it('003.15: each image that the charts name is built, and each that is built is named', () => {
  const { components, clis } = parseYaml(readFileSync(new URL('../../../build.yaml', import.meta.url), 'utf8'), {
    file: 'build.yaml',
  }) as {
    components: readonly { name: string }[];
    clis: readonly { name: string }[];
  };
  const app = effective('knit-app') as Readonly<Record<string, { readonly image?: string }>>;
  const upgrader = effective('knit-schema-upgrader') as Readonly<Record<string, { readonly image?: string }>>;
  const named = [...Object.values(app), upgrader['schemaUpgrader']].flatMap((part) => part?.image ?? []);
  const built = components.map(({ name }) => name).filter((name) => name !== 'kre-operator');
  assert.equal(named.sort(), built.sort());
  assert.equal(
    clis.map(({ name }) => name),
    ['knit'],
  );
});

it.run();
