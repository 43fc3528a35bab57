import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import type { BuildPlan } from '../../src/build/index.ts';
import { capstan } from '../cli/support.ts';
import { scratchFolder } from '../support/scratch.ts';
import { buildEnv } from './run-build.ts';

const it = suite('build of this checkout');
const project = new URL('../../', import.meta.url).pathname;

/** A name of its own: a checkout need not be a git repository. */
const env = buildEnv({ APP_VERSION: 'mine' });

interface Service {
  readonly kind?: string;
  readonly metadata?: { readonly name: string };
  readonly spec?: { readonly ports: readonly { readonly nodePort?: number; readonly targetPort?: number }[] };
}

async function servicesOf(words: readonly string[]): Promise<Map<number, string>> {
  const out = scratchFolder();
  const built = await capstan(['build', 'chart', ...words, '--project', project, '--out', out], { env });
  assert.is(built.code, 0, built.stderr);
  const version = readFileSync(join(project, 'VERSION'), 'utf8').trim();
  const chart = join(out, 'charts/local', version, `knit-app-${version}.tgz`);
  const { code, stdout, stderr } = await capstan(['template', 'knit-app', chart], { env });
  assert.is(code, 0, stderr);
  const services = parseAllDocuments(stdout).map((one) => one.toJS() as Service);
  return new Map(
    services
      .filter((one) => one?.kind === 'Service')
      .flatMap(({ metadata, spec }) => (spec?.ports ?? []).map(({ nodePort = 0 }) => [nodePort, metadata?.name ?? ''])),
  );
}

it('003.8: --debug opens 30990 for knitd and 30991 for knitd-backend, which nothing else does', async () => {
  const [plain, debug] = [await servicesOf([]), await servicesOf(['--debug'])];
  assert.equal([plain.has(30_990), plain.has(30_991)], [false, false]);
  assert.equal([debug.get(30_990), debug.get(30_991)], ['knitd-debugger', 'knitd-backend-debugger']);
});

it('003.1, 003.15: build.yaml has the components of Knitfab and the operator, seven charts and the CLI', async () => {
  const words = ['build', '--project', project, '--dry-run', '-o', 'json'];
  const { stdout, stderr, code } = await capstan(words, { env });
  assert.is(code, 0, stderr);
  const plan = JSON.parse(stdout) as BuildPlan;
  assert.equal(plan.images.map(({ component }) => component).sort(), [
    'knit-dataagt',
    'knit-empty',
    'knit-loops',
    'knit-nurse',
    'knit-schema-upgrader',
    'knit-vex',
    'knitd',
    'knitd-backend',
    'kre-operator',
  ]);
  assert.equal(
    plan.charts?.packages.map((path) => path.split('/').at(-1)?.replace(/-v.*$/, '')),
    [
      'knit-app',
      'knit-certs',
      'knit-db-postgres',
      'knit-image-registry',
      'knit-schema-upgrader',
      'knit-storage-nfs',
      'knit-test',
    ],
  );
  assert.is(plan.clis[0]?.name, 'knit');
});

it.run();
