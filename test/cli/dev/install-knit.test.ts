import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { knitSource, withSource } from '../../../src/cli/dev/install-knit.ts';
import { sourceChoices } from '../../../src/cli/install/flags.ts';
import { decideSource } from '../../../src/installer/index.ts';
import { caught } from '../../support/code-of.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('what install-knit installs');

const project = scratchFolder();
const cluster = { nodes: 'simulated', count: 1, registryPort: 30005, audit: false } as const;
const charts = pathToFileURL(join(project, 'charts', 'local')).href;

const foreign = {
  HOME: '/home/me',
  REPOSITORY: 'me/knit',
  BRANCH: 'next',
  CHART_REPOSITORY_ROOT: 'http://example.com',
  IMAGE_REPOSITORY_HOST: 'quay.io',
  PULL_SECRET: 'pull',
};

it('003.12: is what the project is now, whatever the folder remembers and the shell says', () => {
  writeText(join(project, 'VERSION'), 'v0.1.0\n');
  const remembered = knitSource(project, cluster);
  writeText(join(project, 'VERSION'), 'v0.2.0\n');
  const env = withSource(foreign, knitSource(project, cluster));
  assert.is(env['HOME'], '/home/me');
  assert.equal(decideSource(sourceChoices({}, env), remembered, {}, true), {
    chartVersion: 'v0.2.0',
    chartRepositoryRoot: charts,
    repository: 'local',
    branch: 'main',
    imageRepositoryHost: '127.0.0.1:30005',
    pullSecret: '',
    tls: true,
  });
});

it('a cluster without a registry is refused', () => {
  assert.throws(() => knitSource(project, { ...cluster, registryPort: 0 }), /has no registry to push images to/);
});

it('a project without VERSION is told what is missing', () => {
  const bare = scratchFolder();
  const { code, message, hint } = caught(() => knitSource(bare, cluster));
  assert.is(code, 'FILE_UNREADABLE');
  assert.match(message, join(bare, 'VERSION'));
  assert.match(hint ?? '', 'CHART_VERSION');
});

it.run();
