import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scratchFolder } from '../support/scratch.ts';
import { runBuild } from './run-build.ts';
import { type ScratchProject, scratchProject } from './scratch-project.ts';

const it = suite('refused builds');

interface Refusal {
  readonly what: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly prepare?: (project: ScratchProject) => void;
  readonly because: RegExp;
}

const refusals: readonly Refusal[] = [
  {
    what: '003.2: --release --test',
    words: ['--release', '--test'],
    because: /--release and --test exclude each other: /,
  },
  {
    what: '003.2: --debug --release',
    words: ['--debug', '--release'],
    because: /--release and --debug exclude each other: /,
  },
  { what: '003.2: an unknown target', words: ['pictures'], because: /"pictures" is not known/ },
  { what: '003.8: an editor that is not known', words: ['--ide', 'emacs'], because: /--ide: "emacs" is not known/ },
  {
    what: '003.4: --release with a file that git does not know',
    words: ['--release'],
    prepare: (project) => project.write('new.txt', 'new'),
    because: /the working copy differs from its commit: new\.txt/,
  },
  {
    what: '003.4: --release with a change',
    words: ['--release'],
    prepare: (project) => project.write('web/main.js', 'changed'),
    because: /the working copy differs from its commit: web\/main\.js/,
  },
  {
    what: '003.4: --release with a change that is staged',
    words: ['--release'],
    prepare: (project) => {
      project.write('web/main.js', 'changed');
      project.git('add', '--all');
    },
    because: /differs from its commit: web\/main\.js/,
  },
  {
    what: '003.4: --release with a file that was moved',
    words: ['--release'],
    prepare: (project) => void project.git('mv', 'LICENSE', 'COPYING'),
    because: /differs from its commit: COPYING/,
  },
  { what: '003.7: a BRANCH with #', words: [], env: { BRANCH: 'fix/#12' }, because: /BRANCH is "fix\/#12"/ },
  {
    what: '003.7: REPOSITORY of a remote that is not there',
    words: [],
    env: { REPOSITORY: 'git://upstream' },
    because: /git knows no remote "upstream"/,
  },
  {
    what: 'a folder that is no repository',
    words: [],
    prepare: ({ folder }) => rmSync(join(folder, '.git'), { recursive: true }),
    because: /is in no git repository/,
  },
  {
    what: 'a repository without a commit',
    words: [],
    prepare: ({ folder, git }) => {
      rmSync(join(folder, '.git'), { recursive: true });
      git('init', '--quiet');
    },
    because: /has no commit yet/,
  },
  {
    what: 'a build.yaml with a mistyped key',
    words: [],
    prepare: (project) => project.write('build.yaml', 'name: shop\ncomponnets: []\n'),
    because: /build\.yaml: componnets: there is no such key.*\n\s+at build\.yaml:2/,
  },
  {
    what: 'a file that an image wants and that is not there',
    words: ['image'],
    prepare: (project) => {
      project.git('rm', '--quiet', 'LICENSE');
      project.commit();
    },
    because: /LICENSE/,
  },
  {
    what: 'a file that the tools want and that is not there',
    words: ['chart', 'admin-tools'],
    prepare: (project) => {
      project.git('rm', '--quiet', '-r', 'tools');
      project.commit();
    },
    because: /tools/,
  },
  {
    what: 'a command that fails, with what it said',
    words: ['image'],
    prepare: (project) =>
      project.write(
        'build.yaml',
        `name: shop\nbuild: node -e 'console.error(4 + 3, "wheels"); process.exit(3)'\ncomponents: [{name: web}]\n`,
      ),
    because: /shop: node .* failed \(exit code 3\):\n\s+7 wheels/,
  },
];

for (const { what, words, env, prepare, because } of refusals) {
  it(`${what} is refused before anything is written`, async () => {
    const project = scratchProject();
    prepare?.(project);
    const { code, stdout, stderr } = await runBuild(project, words, env);
    assert.is(code, 1, stderr);
    assert.match(stderr, because);
    assert.is(stdout, '');
    for (const path of ['bin', 'charts/local', 'charts/release']) {
      assert.not.ok(existsSync(join(project.folder, path)), `${path} was made`);
    }
  });
}

it('003.2: programs that are missing are named, all of them, before anything runs', async () => {
  const project = scratchProject({
    'build.yaml': `name: shop
build: touch ran
components:
  - { name: web, build: nonesuch-compiler --fast }
  - { name: api, build: ./missing.sh }
clis: [{ name: shop, entry: cli/main.ts }]
`,
  });
  rmSync(join(project.folder, 'node_modules'));
  const env = { PATH: pathWithGitAlone(), XDG_CACHE_HOME: scratchFolder() };
  const { code, stderr } = await runBuild(project, ['--builder', 'podman', 'image', 'cli'], env);
  assert.is(code, 1);
  assert.match(stderr, /podman, touch, nonesuch-compiler, npm are needed, and not found on the PATH; /);
  assert.match(stderr, /; \.\/missing\.sh is needed, and not there or not executable; esbuild is needed to build CLIs/);
  assert.not.ok(existsSync(join(project.folder, 'ran')));
});

it('003.2: what fetches Node.js is named, too, before anything runs', async () => {
  for (const [target, words] of [
    ['image', 'components: [{ name: web, runtime: node }]'],
    ['cli', 'components: [{ name: web }]\nclis: [{ name: shop, entry: cli/main.ts }]'],
  ] as const) {
    const project = scratchProject({ 'build.yaml': `name: shop\nbuild: touch ran\n${words}\n` });
    const PATH = pathWithGitAlone();
    symlinkSync('/usr/bin/touch', join(PATH, 'touch'));
    const env = { PATH, XDG_CACHE_HOME: scratchFolder() };
    const { code, stderr } = await runBuild(project, [target === 'cli' ? 'image' : target, target], env);
    assert.is(code, 1);
    assert.match(stderr, target === 'cli' ? /npm is .*TOOL_MISSING/ : /npm, apt-get, dpkg-deb are .*TOOL_MISSING/);
    assert.not.ok(existsSync(join(project.folder, 'ran')), target);
  }
});

it('003.2: git is named where it is missing, with all that the commands want', async () => {
  const project = scratchProject({
    'build.yaml': 'name: shop\nbuild: nonesuch\ncomponents: [{ name: web, build: ./none.sh }]\n',
  });
  const all = await runBuild(project, [], { PATH: '/nonexistent' });
  assert.match(
    all.stderr,
    /git, nonesuch are needed, and not found on the PATH; \.\/none\.sh is needed, and not there/,
  );
  const { code, stderr } = await runBuild(scratchProject(), [], { PATH: '/nonexistent' });
  assert.is(code, 1);
  assert.match(stderr, /git is needed, and not found on the PATH {2}TOOL_MISSING/);
});

it('without a build.yaml it says what is looked for', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'a'));
  const project = { ...scratchProject(), folder: join(folder, 'a') };
  const { code, stderr } = await runBuild(project, []);
  assert.is(code, 1);
  assert.match(stderr, /there is no build\.yaml in .*\/a or a folder round it/);
});

function pathWithGitAlone(): string {
  const folder = scratchFolder();
  const git = (process.env['PATH'] ?? '').split(':').find((one) => existsSync(join(one, 'git')));
  symlinkSync(join(git as string, 'git'), join(folder, 'git'));
  return folder;
}

it.run();
