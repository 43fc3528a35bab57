import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commands } from '../../src/cli/program.ts';
import { capstan } from './support.ts';

const it = suite('capstan');
const root = new URL('../..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

it('version prints one line with the version of package.json', async () => {
  const { code, stdout, stderr } = await capstan(['version']);
  assert.equal({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, new RegExp(`^capstan ${version} \\(commit \\w+, node ${process.version}, [^)]*\\)\n$`));
});

it('version -o json prints an object', async () => {
  const { stdout } = await capstan(['version', '-o', 'json']);
  const { commit, ...rest } = JSON.parse(stdout) as Record<string, string>;
  assert.type(commit, 'string');
  assert.equal(rest, { version, node: process.version, platform: `${process.platform}/${process.arch}` });
});

it('--version prints the bare version', async () => {
  assert.equal(await capstan(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

it('--help lists every command, with examples and exit codes', async () => {
  const { code, stdout } = await capstan(['--help']);
  assert.is(code, 0);
  for (const { name } of commands) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  assert.match(stdout, 'Examples:');
  assert.match(stdout, 'Exit codes:');
});

for (const { name } of commands) {
  it(`${name} --help says how to use it, with exit code 0`, async () => {
    const { code, stdout, stderr } = await capstan([name, '--help']);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, `Usage: capstan ${name}`);
  });
}

for (const [what, words, message, hint] of [
  ['an unknown command', ['vresion'], "unknown command 'vresion'", 'did you mean version?'],
  ['an unknown flag of the program', ['--nope'], "unknown option '--nope'", 'run capstan --help'],
  ['an unknown flag of a command', ['version', '--nope'], "unknown option '--nope'", 'run capstan version --help'],
  ['a flag that is nearly right', ['version', '--outputs'], "unknown option '--outputs'", 'did you mean --output?'],
  [
    'a flag without its value',
    ['version', '-o'],
    "option '-o, --output <format>' argument missing",
    'run capstan version --help',
  ],
  ['a word too many', ['version', 'please'], "too many arguments for 'version'", 'run capstan version --help'],
  ['an unknown error code', ['explain', 'NOPE'], 'there is no error code "NOPE"', 'capstan explain lists them all'],
] as const) {
  it(`${what} is a usage error: exit code 1, a message and a hint on stderr, no colours`, async () => {
    const { code, stdout, stderr } = await capstan(words);
    assert.equal({ code, stdout }, { code: 1, stdout: '' });
    const [first, second] = stderr.split('\n');
    assert.ok(first?.startsWith(`error: ${message}`) && first.endsWith('  USAGE'), stderr);
    assert.is(second, `  hint: ${hint}`);
  });
}

it('without a command the help is printed to stderr, with exit code 1', async () => {
  const { code, stdout, stderr } = await capstan([]);
  assert.equal({ code, stdout }, { code: 1, stdout: '' });
  assert.match(stderr, 'Usage: capstan');
});

for (const output of [['-o', 'json'], ['-ojson'], ['--output', 'json'], ['--output=json']]) {
  it(`with ${output.join(' ')} an error is an object too`, async () => {
    const { code, stderr } = await capstan(['version', ...output, '--nope']);
    assert.is(code, 1);
    const want = { code: 'USAGE', message: "unknown option '--nope'", hint: 'run capstan version --help' };
    assert.equal(JSON.parse(stderr), { error: want });
  });
}

it('explain says what a code means, in any case', async () => {
  const { code, stdout } = await capstan(['explain', 'watches_invalid']);
  assert.is(code, 0);
  assert.match(stdout, /^WATCHES_INVALID: watches\.yaml is not right\n/);
});

it('a reader that goes away ends the program quietly', async () => {
  const script = `"${process.execPath}" src/cli/main.ts explain | true; "${process.execPath}" src/cli/main.ts run --help | head -n 1`;
  const child = spawn('sh', ['-c', script], { cwd: root, stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdout.resume();
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal({ code, stderr }, { code: 0, stderr: '' });
});

for (const [words, unwanted] of [
  [['version'], ['@kubernetes/client-node', 'undici', 'pino', 'ajv', 'yaml', 'prom-client', 'eta']],
  [
    ['template', 'demo', './helm-charts/kre-chart'],
    ['@kubernetes/client-node', 'undici', 'prom-client', 'pino'],
  ],
] as const) {
  it(`${words[0]} loads no library that it has no use for`, async () => {
    const loaded = await packagesLoadedBy(words);
    assert.ok(loaded.has('commander'));
    for (const name of unwanted) assert.not.ok(loaded.has(name), name);
  });
}

/** Node tells every module it resolves. */
async function packagesLoadedBy(words: readonly string[]): Promise<ReadonlySet<string>> {
  const hook = `
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
  const { code, stderr } = await capstan(words, { cwd: root, env: { NODE_OPTIONS } });
  assert.is(code, 0, stderr);
  const names = stderr.matchAll(/\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g);
  return new Set([...names].map(([, name]) => name ?? ''));
}

it.run();
