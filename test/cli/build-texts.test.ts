import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BuildPlan, planBuild, readRequest } from '../../src/build/index.ts';
import { parseProject } from '../../src/build/project/index.ts';
import { releaseInstructions } from '../../src/cli/build/instructions.ts';
import { printPlan, printResult } from '../../src/cli/build/print.ts';

const it = suite('what a build says');

const parts = {
  components: 'components: [{ name: web }]',
  charts: 'charts: { from: charts/src }',
  clis: 'clis: [{ name: shop, entry: cli.ts }]',
};
const here = process.cwd();

function release(env: Readonly<Record<string, string>> = {}, text = Object.values(parts).join('\n')): BuildPlan {
  const project = parseProject(`name: shop\nrepository: acme/shop\n${text}\n`, 'build.yaml');
  const workingCopy = { commit: 'c', hash: 'abc1234', committedAt: new Date(0), changes: [], remotes: new Map() };
  const machine = { arch: 'amd64', system: 'linux' } as const;
  const around = { workingCopy, versionFile: 'v1.2.3', machine, charts: ['shop'], now: new Date(0) };
  return planBuild(readRequest({ targets: [], release: true }, env), project, around);
}

it('every value of a line to paste is one word of a shell', () => {
  const branch = 'a;b$(id)\'"';
  const text = releaseInstructions(release({ BRANCH: branch }), here, here);
  const line = /^ +(.*) \.\/installer\/installer\.sh --prepare$/m.exec(text)?.[1];
  const told = execFileSync('sh', ['-c', `${line} sh -c 'printf %s "$BRANCH"'`], { encoding: 'utf8' });
  assert.is(told, branch);
});

it('files are named where this process finds them', () => {
  const inProject = releaseInstructions(release(), here, here);
  assert.match(inProject, '    ./bin/images/publish.sh\n');
  assert.match(inProject, 'commit charts/release/ and merge');
  assert.match(inProject, 'attach bin/clis/*');

  const below = releaseInstructions(release(), here, join(here, 'the rel'));
  assert.match(below, "    ./'the rel/bin/images/publish.sh'\n");
  assert.match(below, "commit 'the rel/charts/release'/ as charts/release/ and merge");
  assert.match(below, "attach 'the rel/bin/clis'/*");

  const elsewhere = releaseInstructions(release(), '/srv/shop', '/srv/out');
  assert.match(elsewhere, '    /srv/out/bin/images/publish.sh\n');
  assert.match(elsewhere, 'BRANCH=main /srv/shop/installer/installer.sh --install\n');
});

it('where there are no charts, nothing is installed', () => {
  const text = releaseInstructions(release({}, parts.components), here, here);
  assert.match(text, 'publish.sh');
  assert.not.match(text, 'install');
});

it('the list of an image is in the result, as it is in the plan', () => {
  const plan = release({ ARCH: 'amd64 arm64' }, parts.components);
  const row = /^list\s+web:v1\.2\.3-abc1234\s+arm64, amd64$/m;
  assert.match(printPlan(plan), row);
  const components = plan.images.map(({ component, images, list }) => ({
    name: component,
    tag: list,
    images: images.flatMap(({ tag, arches }) => arches.map((arch) => ({ tag, arch, digest: 'sha256:0', size: 1 }))),
  }));
  const { mode, version, appVersion, registry, repository } = plan;
  const images = { mode, version, appVersion, registry, repository, components };
  assert.match(printResult(plan, { images, charts: [] }), row);
});

it.run();
