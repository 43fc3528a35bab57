import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { barText, ChartBars } from '../../src/cli/install/chart-bars.ts';
import { type InstallFlags, modeOf, readCheckout, sourceChoices } from '../../src/cli/install/flags.ts';
import { Progress } from '../../src/cli/up/progress.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { uninstallerText } from '../../src/installer/index.ts';
import { scratchFolder, writeScript, writeText } from '../support/scratch.ts';
import { capstan } from './support.ts';

const it = suite('capstan install');

const none: InstallFlags = {
  prepare: false,
  install: false,
  uninstaller: false,
  remove: false,
  hard: false,
  yes: false,
  settings: './knitfab-install-settings',
  tls: true,
  timeout: '10m',
  verbose: false,
};

for (const [what, flags, want] of [
  ['--prepare', { prepare: true }, 'prepare'],
  ['--install', { install: true }, 'install'],
  ['--uninstaller', { uninstaller: true }, 'uninstaller'],
  ['--install writes the uninstaller anyway', { install: true, uninstaller: true }, 'install'],
  ['--remove --hard --yes', { remove: true, hard: true, yes: true }, 'remove'],
  ['no mode', {}, 'choose what to do: --prepare, --install or --uninstaller'],
  ['both modes', { prepare: true, install: true }, '--prepare and --install exclude each other'],
  ['prepare and uninstaller', { prepare: true, uninstaller: true }, '--prepare and --uninstaller exclude each other'],
  [
    'all of them',
    { prepare: true, install: true, uninstaller: true },
    '--prepare and --install and --uninstaller exclude each other',
  ],
  ['install and remove', { install: true, remove: true }, '--install and --remove exclude each other'],
  [
    '--no-tls with a certificate',
    { prepare: true, tls: false, tlsCert: 'a' },
    '--no-tls and --tls-cert exclude each other',
  ],
  ['--no-tls to install', { install: true, tls: false }, '--no-tls goes with --prepare alone'],
  ['a certificate to install', { install: true, tlsCert: 'a', tlsKey: 'b' }, '--tls-cert goes with --prepare alone'],
  ['a certificate without its key', { prepare: true, tlsCert: 'a' }, '--tls-cert needs --tls-key'],
  ['a key without its certificate', { prepare: true, tlsKey: 'a' }, '--tls-key needs --tls-cert'],
  ['the key of no authority', { prepare: true, tlsCaKey: 'a' }, '--tls-ca-key needs --tls-ca-cert'],
  ['--hard alone', { install: true, hard: true }, '--hard goes with --remove alone'],
] as const) {
  it(`${what}: ${want}`, () => assert.is(modeOrRefusal({ ...none, ...flags }), want));
}

function modeOrRefusal(flags: InstallFlags): string {
  try {
    return modeOf(flags);
  } catch (error) {
    if (isCapstanError(error, 'USAGE')) return error.message;
    throw error;
  }
}

it('003.9: without a mode the usage is printed, and the code is 1', async () => {
  const { code, stderr, stdout } = await capstan(['install']);
  assert.is(code, 1);
  assert.is(stdout, '');
  assert.match(stderr, 'Usage: capstan install --prepare | --install | --uninstaller');
});

it('flags win over the environment, and an empty variable says nothing', () => {
  const env = { CHART_VERSION: 'v1', REPOSITORY: '', BRANCH: 'next', IMAGE_REPOSITORY_HOST: 'h', PULL_SECRET: 'p' };
  const { chartVersion, repository, branch, imageRepositoryHost, pullSecret } = sourceChoices(
    { chartVersion: 'v2' },
    env,
  );
  assert.equal(
    [chartVersion, repository, branch, imageRepositoryHost, pullSecret],
    ['v2', undefined, 'next', 'h', 'p'],
  );
  assert.is(sourceChoices({}, env).chartVersion, 'v1');
});

it('a checkout lends its version, and its charts where they are built', () => {
  const root = scratchFolder();
  assert.equal(readCheckout({ CAPSTAN_CHECKOUT: root }), {});
  writeText(join(root, 'VERSION'), 'v0.3.0\nand more\n');
  writeText(join(root, 'charts/release/index.yaml'), '');
  assert.equal(readCheckout({ CAPSTAN_CHECKOUT: root }), {
    version: 'v0.3.0',
    charts: `file://${root}/charts/release`,
  });
  assert.equal(readCheckout({}), {});
});

for (const [ready, total, waiting, want] of [
  [0, 4, 'Deployment web: 0 of 1 ready', '[--------------------] 0/4 ready  Deployment web: 0 of 1 ready'],
  [1, 3, undefined, '[######--------------] 1/3 ready'],
  [4, 4, undefined, '[####################] 4/4 ready'],
  [0, 0, undefined, '[####################] 0/0 ready'],
] as const) {
  it(`a bar: ${ready} of ${total}`, () => assert.is(barText({ ready, total, waiting }), want));
}

for (const isLive of [true, false]) {
  it(`a chart's line ${isLive ? 'is redrawn on a terminal' : 'is plain elsewhere'}, and stays once it is ready`, () => {
    let said = '';
    const progress = new Progress({ write: (text: string) => (said += text) }, { live: isLive });
    const bars = new ChartBars(progress, () => 80);
    bars.onChart('knit-certs', 2, 6);
    bars.onProgress({ ready: 1, total: 2, waiting: `Secret certs: ${'missing '.repeat(20)}` });
    bars.onReady('knit-certs', 'installed');
    const lines = said.split(isLive ? '\r\x1b[2K' : '\n').filter((line) => line !== '');
    const shown = '[2/6] knit-certs             [##########----------] 1/2 ready  Secre … ';
    assert.equal(lines, [
      isLive ? '[2/6] knit-certs … ' : '[2/6] knit-certs …',
      ...(isLive ? [shown] : []),
      `[2/6] knit-certs installed: 2 objects ready, 0 s${isLive ? '\n' : ''}`,
    ]);
  });
}

const run = promisify(execFile);

it('installer/installer.sh and install.sh run from any folder, and through a link', async () => {
  const folder = scratchFolder();
  const link = join(folder, 'deep', 'installer');
  mkdirSync(join(folder, 'deep'));
  symlinkSync(join(process.cwd(), 'installer/install.sh'), link);
  for (const script of [join(process.cwd(), 'installer/installer.sh'), link]) {
    const { stdout } = await run(script, ['--help'], { cwd: folder });
    assert.match(stdout, 'Usage: capstan install', script);
  }
});

it('scripts find their checkout through a link to its folder, and whatever CDPATH says', async () => {
  const folder = scratchFolder();
  for (const name of ['installer', 'dev-cluster', 'build']) symlinkSync(join(process.cwd(), name), join(folder, name));
  mkdirSync(join(folder, 'other', 'installer'), { recursive: true });
  const env = { ...process.env, CDPATH: `${folder}/other:${process.cwd()}` };
  for (const [script, usage] of [
    ['installer/installer.sh', 'install'],
    ['installer/install.sh', 'install'],
    ['dev-cluster/up.sh', 'dev up'],
    ['dev-cluster/suspend.sh', 'dev suspend'],
    ['dev-cluster/destroy.sh', 'dev destroy'],
    ['dev-cluster/ssh.sh', 'dev ssh'],
    ['dev-cluster/install-knit.sh', 'dev install-knit'],
    ['build/build.sh', 'build'],
    ['testctl.sh', 'testctl'],
  ] as const) {
    for (const cwd of script === 'testctl.sh' ? [process.cwd()] : [folder, process.cwd()]) {
      const { stdout } = await run('bash', [script, '--help'], { cwd, env });
      assert.match(stdout, `Usage: capstan ${usage}`, `${script} in ${cwd}`);
    }
  }
});

it('uninstaller.sh hands its words on to the program that wrote it, else to CAPSTAN, else to one on PATH', async () => {
  const folder = scratchFolder();
  const say = (name: string) => writeScript(join(folder, 'bin', name), `echo "${name} $*"`);
  const [own, other] = [say('own'), say('other')];
  say('capstan');
  const settings = join(folder, "it's mine");
  const env = { PATH: `${folder}/bin:${process.env['PATH']}` };
  const words = `install --remove --settings ${settings} --hard`;
  const script = writeText(join(settings, 'uninstaller.sh'), uninstallerText(own), 0o700);
  const said = async (more: object = {}) => (await run(script, ['--hard'], { env: { ...env, ...more } })).stdout.trim();
  assert.is(await said(), `own ${words}`);
  assert.is(await said({ CAPSTAN: other }), `other ${words}`);
  const link = join(folder, 'links', 'uninstall');
  mkdirSync(join(folder, 'links'));
  symlinkSync(`../${basename(settings)}/uninstaller.sh`, link);
  const through = await run(link, ['--hard'], { env: { ...env, CDPATH: folder } });
  assert.is(through.stdout.trim(), `own ${words}`);
  const inside = await run('bash', [`${basename(settings)}/uninstaller.sh`, '--hard'], {
    cwd: folder,
    env: { ...env, CDPATH: folder },
  });
  assert.is(inside.stdout.trim(), `own ${words}`);
  writeText(script, uninstallerText('/nonexistent/node /nonexistent/main.ts'), 0o700);
  assert.is(await said(), `capstan ${words}`);
});

it.run();
