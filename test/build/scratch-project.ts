import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder, writeText } from '../support/scratch.ts';

const checkout = new URL('../../', import.meta.url).pathname;

/** A small project with its own git repository and one commit. */
export interface ScratchProject {
  readonly folder: string;
  /** `abc1234` of the newest commit. */
  hash(): string;
  write(path: string, text: string, mode?: number): void;
  git(...words: readonly string[]): string;
  commit(): void;
}

const buildYaml = `name: shop
repository: acme/shop
components:
  - name: web
    runtime: node
    files:
      - { from: lib/, to: /app/lib/ }
      - { from: web/, to: /app/ }
    workdir: /app
    ports: [8080]
    command: [/usr/local/bin/node, /app/main.js]
    debug: { port: 19999 }
  - name: empty
    files: [{ from: LICENSE, to: /LICENSE }]
charts: { from: charts/src }
clis: [{ name: shop, entry: cli/main.ts }]
adminTools: { files: [{ from: tools/, to: tools/ }] }
`;

/** One folder for all projects of a file. */
let all: string | undefined;

/** @param files take the place of the project's own; '' leaves one out */
export function scratchProject(files: Readonly<Record<string, string>> = {}): ScratchProject {
  all ??= scratchFolder();
  const folder = mkdtempSync(join(all, 'project-'));
  const write = (path: string, text: string, mode?: number) => void writeText(join(folder, path), text, mode);
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const contents: Readonly<Record<string, string>> = {
    'build.yaml': buildYaml,
    VERSION: 'v1.2.3\n',
    LICENSE: 'free\n',
    '.gitignore': 'node_modules\n',
    'package.json': '{ "type": "module" }\n',
    'lib/words.js': "exports.hello = 'hello';\n",
    'lib/package.json': '{ "type": "commonjs" }\n',
    'web/main.js': "console.log(require('/app/lib/words.js').hello);\n",
    'web/package.json': '{ "type": "commonjs" }\n',
    'cli/main.ts': "import { word } from './word.ts';\nconsole.log(word, process.argv.slice(2).join('+'));\n",
    'cli/word.ts': "export const word: string = 'shop';\n",
    'tools/backup.sh': '#!/bin/sh\necho backup\n',
    'charts/src/shop-app/Chart.yaml': 'apiVersion: v2\nname: shop-app\nversion: v0.0.0\nappVersion: v0.0.0\n',
    'charts/src/shop-app/values.yaml': 'replicas: 1\n',
    'charts/src/shop-app/templates/config.yaml.eta': [
      '<% const { replicas } = it.Values; %>',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: <%= it.Release.Name %>',
      'data:',
      '  image: <%= `web:${it.Chart.AppVersion}` %>',
      '  replicas: <%= String(replicas) %>',
      '',
    ].join('\n'),
    ...files,
  };
  for (const [path, text] of Object.entries(contents)) if (text !== '') write(path, text);
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  git('init', '--quiet', '--initial-branch=main');
  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--message=change');
  };
  commit();
  return { folder, hash: () => git('rev-parse', '--short', 'HEAD').trim(), write, git, commit };
}
