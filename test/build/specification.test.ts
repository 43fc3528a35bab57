import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { specificationOf } from '../../src/build/images/specification.ts';
import { planBuild, readRequest } from '../../src/build/plan/index.ts';
import { parseProject } from '../../src/build/project/index.ts';
import type { ImageSpec } from '../../src/image/index.ts';

const it = suite('a component as an image');

/** @param component its keys, as YAML in one line */
function specification(component: string): ImageSpec {
  const project = parseProject(`name: shop\ncomponents: [{ name: web, ${component} }]\n`, 'build.yaml');
  const workingCopy = { commit: 'c', hash: 'c', committedAt: new Date(0), changes: [], remotes: new Map() };
  const machine = { arch: 'amd64', system: 'linux' } as const;
  const around = { workingCopy, versionFile: 'v1.0.0', machine, charts: [], now: new Date(0) };
  const plan = planBuild(readRequest({ targets: [] }, {}), project, around);
  const running = { component: project.components[0]!, arch: undefined, out: '/shop/.build-1/work/web' };
  const outputs = ['/shop/bin/images', '/shop/charts/local', '/shop/.build-*'];
  return specificationOf({
    plan,
    running,
    arch: 'amd64',
    folder: '/shop',
    outputs,
    projectName: 'shop',
    nodeVersion: '24.0.0',
    created: new Date(0),
    source: undefined,
    builder: 'b',
  });
}

it('without words of its own says none: those of its base stay', () => {
  assert.equal(
    Object.keys(specification('base: ./base')).filter((key) => key === 'command' || key === 'args'),
    [],
  );
  const { command, args } = specification('command: /web, args: [--port, "${VERSION}"]');
  assert.equal([command, args], [['/web'], ['--port', 'v1.0.0']]);
});

for (const [from, ignored] of [
  ['./', ['bin/images', 'charts/local', '.build-*']],
  ['bin/', ['images']],
  ['bin/images/local/', []],
  ['src/', []],
  ['${OUT}/', []],
] as const) {
  it(`of ${from} takes ${ignored.length === 0 ? 'all' : `no ${ignored.join(', ')}`}`, () => {
    const { layers } = specification(`files: [{ from: '${from}', to: /app/, exclude: ['*.map'] }]`);
    const [file] = layers[0]?.files ?? [];
    assert.equal(file && 'from' in file && [file.exclude, file.ignore], [['*.map'], [...ignored]]);
  });
}

it.run();
