import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { capstan } from './support.ts';

const it = suite('capstan run, wrong input');
const cwd = mkdtempSync(join(tmpdir(), 'capstan-run-'));
it.after(() => rmSync(cwd, { recursive: true, force: true }));

const watches = {
  map: 'group: a.io\n',
  kindless: '# two\n- group: a.io\n  version: v1\n  chart: web\n',
  twins: '- {version: v1, kind: A, chart: web}\n- {version: v1, kind: A, chart: web}\n'.replaceAll('web', '.'),
  chartless: '- group: a.io\n  version: v1\n  kind: Web\n  chart: charts/web\n',
};
for (const [name, text] of Object.entries(watches)) writeFileSync(join(cwd, `${name}.yaml`), text);

for (const [what, words, lines] of [
  ['an unknown flag', ['--config=x'], ["error: unknown option '--config'  USAGE", '  hint: run capstan run --help']],
  ['a word too many', ['now'], ["error: too many arguments for 'run'. Expected 0 arguments but got 1: now.  USAGE"]],
  [
    'RBAC without TLS',
    ['--metrics-require-rbac'],
    ['error: --metrics-require-rbac needs --metrics-secure  USAGE', '  hint: tokens must not be sent in clear text'],
  ],
  [
    'a flag and its deprecated alias',
    ['--metrics-addr=:1', '--metrics-bind-address=:1'],
    ['error: --metrics-bind-address and --metrics-addr are both given  USAGE'],
  ],
  [
    'no watches file',
    [],
    ['error: ./watches.yaml does not exist  WATCHES_INVALID', '  hint: name the file with --watches-file'],
  ],
  ['no list', ['--watches-file=map.yaml'], ['error: map.yaml is not a list  WATCHES_INVALID', '  at map.yaml:1:1']],
  [
    'an entry without kind',
    ['--watches-file=kindless.yaml'],
    [
      'error: entry 1 (a.io/v1): "kind" is missing  WATCHES_INVALID',
      '  at kindless.yaml:2:3',
      '      2 | - group: a.io',
      '        |   ^',
    ],
  ],
  [
    'twins',
    ['--watches-file=twins.yaml'],
    ['error: entry 2 (v1 A): the same resource as entry 1  WATCHES_INVALID', '  at twins.yaml:2:3'],
  ],
  [
    'a chart that is none',
    ['--watches-file=chartless.yaml'],
    [
      `error: entry 1 (a.io/v1 Web): chart "charts/web" does not exist: there is no ${cwd}/charts/web  WATCHES_INVALID`,
      '  at chartless.yaml:4:10',
      '      4 |   chart: charts/web',
      '        |          ^',
    ],
  ],
] as const) {
  it(`acceptance items 1 and 3: ${what} ends the start with exit code 1 and says so`, async () => {
    const { code, stdout, stderr } = await capstan(['run', ...words], { cwd });
    assert.equal({ code, stdout }, { code: 1, stdout: '' });
    const printed = stderr.split('\n');
    for (const line of lines) assert.ok(printed.includes(line), `no line\n${line}\nin\n${stderr}`);
  });
}

it('with no way to a cluster it says where one would be looked for', async () => {
  writeFileSync(join(cwd, 'empty.yaml'), '[]\n');
  const { code, stderr } = await capstan(['run', '--watches-file=empty.yaml'], { cwd });
  assert.is(code, 1);
  assert.match(stderr, /error: .*CONNECTION_CONFIG\n/);
});

it.run();
