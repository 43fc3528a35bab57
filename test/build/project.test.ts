import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expand, parseProject } from '../../src/build/project/index.ts';
import { CapstanError } from '../../src/errors/index.ts';

const it = suite('build.yaml');

it('reads all that may stand there, and fills in what does not', () => {
  const project = parseProject(
    `name: shop
repository: acme/shop
build: npm run 'build all'
components:
  - name: web
    build: [make, web, ""]
    perArch: true
    base: ./base
    runtime: node
    files:
      - { from: dist/, to: /app/, exclude: ['**/*.map'] }
      - { from: start, to: /start, mode: "0755", uid: 7 }
    user: 1001
    workdir: /app
    env: { A: b, EMPTY: "" }
    ports: [8080]
    command: node /app/main.js
    args: --port 8080
    labels: { tier: front }
    sbom: dist/sbom.json
    debug: { port: 19999 }
  - name: empty
charts: { from: charts/src/ }
clis: [{ name: shop, entry: src/cli.ts }]
adminTools: { files: [{ from: tools/, to: tools/ }] }
`,
    'build.yaml',
  );
  assert.equal(project, {
    file: 'build.yaml',
    name: 'shop',
    registry: 'ghcr.io',
    repository: 'acme/shop',
    build: ['npm', 'run', 'build all'],
    components: [
      {
        name: 'web',
        build: ['make', 'web', ''],
        base: './base',
        runtime: 'node',
        files: [
          { from: 'dist/', to: '/app/', exclude: ['**/*.map'] },
          { from: 'start', to: '/start', mode: 0o755, uid: 7 },
        ],
        user: 1001,
        group: 0,
        workdir: '/app',
        env: { A: 'b', EMPTY: '' },
        ports: [8080],
        volumes: [],
        command: ['node', '/app/main.js'],
        args: ['--port', '8080'],
        labels: { tier: 'front' },
        sbom: 'dist/sbom.json',
        isBuiltPerArch: true,
        debugPort: 19999,
      },
      {
        name: 'empty',
        base: 'scratch',
        runtime: 'none',
        files: [],
        user: 65532,
        group: 0,
        env: {},
        ports: [],
        volumes: [],
        labels: {},
        isBuiltPerArch: false,
      },
    ],
    charts: { from: 'charts/src', to: 'charts' },
    clis: [{ name: 'shop', entry: 'src/cli.ts' }],
    adminTools: { files: [{ from: 'tools/', to: 'tools/' }] },
  });
});

const refused: readonly (readonly [what: string, text: string, line: number, because: RegExp])[] = [
  ['no name', 'components: []', 1, /name is missing/],
  ['a key that is not known', 'name: a\ncomponent: []', 2, /component: there is no such key/],
  [
    'such a key deep inside',
    'name: a\ncomponents:\n  - name: b\n    comand: [x]',
    4,
    /components\[0\]\.comand: there is no such key/,
  ],
  ['a name that no image can have', 'name: a\ncomponents:\n  - name: Web', 3, /components\[0\]\.name is "Web"/],
  ['two of a name', 'name: a\ncomponents:\n  - name: b\n  - name: b', 4, /"b" is the name of components\[0\] already/],
  [
    'a path outside',
    'name: a\ncomponents:\n  - name: b\n    files:\n      - from: ../x\n        to: /x',
    5,
    /does not lie in the project/,
  ],
  [
    'a path from the root',
    'name: a\ncomponents: [{name: b, files: [{from: /etc/passwd, to: /x}]}]',
    2,
    /does not lie in the project/,
  ],
  [
    'a target that is relative',
    'name: a\ncomponents: [{name: b, files: [{from: x, to: app}]}]',
    2,
    /not a path from the root/,
  ],
  ['a user by name', 'name: a\ncomponents: [{name: b, user: root}]', 2, /user must be a whole number/],
  [
    'a port that is none',
    'name: a\ncomponents: [{name: b, ports: [80, 70000]}]',
    2,
    /ports\[1\] must be a whole number/,
  ],
  ['a number for a text', 'name: a\ncomponents: [{name: b, env: {A: 1}}]', 2, /env\.A must be a text/],
  ['a shell command', 'name: a\nbuild: make && make install', 2, /"&" means something to a shell/],
  ['a variable of a shell', 'name: a\nbuild: make $(date)', 2, /means something to a shell/],
  [
    'a debugger without node',
    'name: a\ncomponents: [{name: b, command: [./b], debug: {port: 1}}]',
    2,
    /debug needs a command that starts node/,
  ],
  ['perArch without a build', 'name: a\ncomponents: [{name: b, perArch: true}]', 2, /perArch is said of a build/],
  ['a list for a map', '[]', 1, /must be a map/],
  ['what is no YAML', 'name: a\nclis: [b: {', 2, /./],
  ['tools without files', 'name: a\nadminTools: {files: []}', 2, /adminTools has no files/],
];

for (const [what, text, line, because] of refused) {
  it(`refuses ${what}, and says where it stands`, () => {
    try {
      parseProject(text, 'build.yaml');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CapstanError);
      const { code, message, place } = error as CapstanError;
      assert.is(code, 'PROJECT_INVALID');
      assert.match(message, because);
      assert.is(place?.line, line);
    }
  });
}

it('fills in names, and refuses those that mean nothing', () => {
  assert.is(expand('dist/${ARCH}/x$$y', { ARCH: 'arm64' }, 'web'), 'dist/arm64/x$y');
  assert.throws(() => expand('${ARHC}', { ARCH: 'arm64' }, 'web'), /web: \$\{ARHC\} in "\$\{ARHC\}" means nothing/);
});

it.run();
