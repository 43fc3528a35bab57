import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startCapstan } from '../../cli/support.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';

const it = suite('capstan run');
const cwd = mkdtempSync(join(tmpdir(), 'capstan-run-'));
it.after(() => rmSync(cwd, { recursive: true, force: true }));

mkdirSync(join(cwd, 'web/templates'), { recursive: true });
writeFileSync(join(cwd, 'web/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
writeFileSync(
  join(cwd, 'web/templates/settings.yaml.eta'),
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: <%= it.Release.name %>\n',
);
/** A kind that nobody serves: the operator starts all the same, and waits for it. */
writeFileSync(join(cwd, 'watches.yaml'), '- {group: capstan.test, version: v1, kind: Web, chart: web, colour: red}\n');

type Line = Readonly<Record<string, unknown>>;

interface Operator {
  readonly lines: Line[];
  /** The fields of the first line with that message. */
  line(msg: string): Line;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

const anyPort = ['--metrics-bind-address=127.0.0.1:0', '--health-probe-bind-address=127.0.0.1:0'];

async function start(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Operator> {
  const { kubeconfig } = await useControlPlane();
  const child = startCapstan(['run', ...flags], { cwd, env: { KUBECONFIG: kubeconfig, ...env } });
  const lines: Line[] = [];
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const whole = (rest + text).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) lines.push(line.startsWith('{') ? (JSON.parse(line) as Line) : { text: line });
  });
  return {
    lines,
    line(msg) {
      const found = lines.find((line) => line['msg'] === msg);
      assert.ok(found, `no line "${msg}" in\n${lines.map((line) => JSON.stringify(line)).join('\n')}`);
      return found;
    },
    kill: (signal) => child.kill(signal),
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}

async function running(
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
  use: (operator: Operator) => Promise<void>,
): Promise<void> {
  const operator = await start([...anyPort, ...flags], env);
  try {
    await use(operator);
  } finally {
    operator.kill('SIGKILL');
    await operator.ended;
  }
}

it('acceptance item 2: the first lines are the version and the namespaces', async () => {
  const { cluster } = await useControlPlane();
  const namespace = await testNamespace(cluster, 'run');
  await running([], { WATCH_NAMESPACE: ` ${namespace} ,` }, async (operator) => {
    await eventually(() => operator.line('Watching namespaces'));
    assert.equal(
      operator.lines.slice(0, 2).map(({ msg }) => msg),
      ['Version', 'Watching namespaces'],
    );
    const { level, ts, logger, msg, ...fields } = operator.line('Watching namespaces');
    assert.equal(
      { level, logger, msg, fields },
      { level: 'info', logger: 'cmd', msg: 'Watching namespaces', fields: { namespaces: [namespace] } },
    );
    assert.match(String(ts), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(String(operator.line('Version')['capstan']), /^\d+\.\d+\.\d+/);
  });
});

it('unknown keys of the watches file are named in the log', () =>
  running([], {}, async (operator) => {
    const { warning, level } = await eventually(() => operator.line('Watches file'));
    assert.is(warning, './watches.yaml:1: entry 1 (capstan.test/v1 Web): unknown key "colour" is ignored');
    assert.is(level, 'warn');
  }));

it('acceptance items 56 and 57: probes and metrics answer; the ports that were found are logged', () =>
  running([], {}, async (operator) => {
    const health = await eventually(() => operator.line('Serving health probes')['port']);
    const metrics = await eventually(() => operator.line('Serving metrics')['port']);
    const get = (port: unknown, path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    assert.is((await get(health, '/healthz')).status, 200);
    await eventually(async () => assert.is((await get(health, '/readyz')).status, 200));
    const text = await (await get(metrics, '/metrics')).text();
    assert.match(text, 'controller_runtime_max_concurrent_reconciles{controller="web-controller"} 8\n');
    assert.match(text, /^rest_client_requests_total\{code="200",method="GET",host="[^"]+"\} \d+$/m);
    assert.is(operator.line('Watching all namespaces')['level'], 'info');
  }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  it(`acceptance item 59: ${signal} ends it with exit code 0`, () =>
    running([], {}, async (operator) => {
      await eventually(() => operator.line('Operator is ready'));
      operator.kill(signal);
      assert.is(await operator.ended, 0, JSON.stringify(operator.lines));
      assert.is(operator.line('Stopping')['signal'], signal);
    }));
}

it('a signal while it starts ends it too', () =>
  running([], {}, async (operator) => {
    await eventually(() => operator.line('Version'), { everyMs: 1 });
    operator.kill('SIGTERM');
    assert.is(await operator.ended, 0, JSON.stringify(operator.lines));
  }));

it('the --zap flags decide what log lines look like', () =>
  running(['--zap-devel', '--zap-time-encoding=rfc3339'], {}, async (operator) => {
    await eventually(() => {
      const [first] = operator.lines;
      assert.match(String(first?.['text']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\tINFO\tcmd\tVersion\t\{/);
    });
  }));

it('acceptance item 55: a leader out of the cluster needs to know where the lease lies', async () => {
  const operator = await start([...anyPort, '--leader-elect', '--leader-election-id=x']);
  assert.is(await operator.ended, 1);
  const text = operator.lines.map((line) => line['text']).join('\n');
  assert.match(text, 'error: outside of a cluster the lease needs --leader-election-namespace  USAGE');
});

it('a port that is in use is named', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    const operator = await start(['--metrics-bind-address=0', `--health-probe-bind-address=127.0.0.1:${port}`]);
    assert.is(await operator.ended, 1);
    const text = operator.lines.map((line) => line['text']).join('\n');
    assert.match(text, `error: cannot listen on 127.0.0.1:${port}: `);
    assert.match(text, '  LISTEN_FAILED\n');
  } finally {
    server.close();
  }
});

it('a context that the kubeconfig does not have is named', async () => {
  const operator = await start([...anyPort, '--context=nowhere']);
  assert.is(await operator.ended, 1);
  assert.match(operator.lines.map((line) => line['text']).join('\n'), /error: .*nowhere.* {2}CONNECTION_CONFIG/);
});

it.run();
