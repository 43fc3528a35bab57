import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binary } from '../../support/binaries.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeText } from '../../support/scratch.ts';
import { Home } from './home.ts';

// The real sops, with keys of age and of gpg.
const it = suite('secrets');
const sops = await binary('sops');
const { cluster, kubeconfig } = await useControlPlane();
const namespace = await testNamespace(cluster, 'secrets');
const stage = new Home({
  KUBECONFIG: kubeconfig,
  TEST_NAMESPACE: namespace,
  PATH: `${join(sops, '..')}:${process.env['PATH']}`,
});

const plain = { password: 'p4ssw0rd-of-someuser', 'api-key': 'k3y-of-someuser' };
const age = newAgeKey('age.txt');
const otherAge = newAgeKey('other-age.txt');
const keys = { SOPS_AGE_KEY_FILE: age.file };

stage.write('helm-charts/web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
stage.write('helm-charts/web/values.yaml', 'auth:\n  password: default\n  user: admin\nbroken: false\n');
stage.write(
  'helm-charts/web/templates/secret.yaml',
  `{{ if .Values.broken }}{{ fail (printf "no use for %s" .Values.auth.password) }}{{ end -}}
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
stringData:
  password: {{ .Values.auth.password | quote }}
  user: {{ .Values.auth.user | quote }}
data:
  url: {{ printf "url of %s" .Values.auth.password | b64enc }}
`,
);
stage.write(
  'resources/components/helm.yml',
  'web:\n  chart: $HELM_LOCAL_CHARTS/web\n  namespace: $TEST_NAMESPACE\n  secrets_file: $COMPONENT_BASE/secrets.yaml\n',
);
stage.write(
  'resources/components/scripts.yml',
  'peek:\n  script: peek.sh\n  secrets_file: $COMPONENT_BASE/secrets.yaml\n',
);
stage.writeScript(
  'peek.sh',
  '    [ "$SECRET_AUTH_PASSWORD" = "$SPEC_WANTED" ] && echo same\n    echo "it is $SECRET_AUTH_PASSWORD"',
);

function newAgeKey(name: string): { readonly file: string; readonly recipient: string } {
  const file = join(stage.folder, name);
  execFileSync('age-keygen', ['-o', file], { stdio: 'ignore' });
  return { file, recipient: /public key: (\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '' };
}

/** Encrypts by standard input, so that the plain text is on no disk. */
function encrypt(data: object, words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const text = execFileSync(
    sops,
    ['encrypt', '--input-type', 'json', '--output-type', 'yaml', '--filename-override', 'secrets.yaml', ...words],
    { input: JSON.stringify(data), env: { ...process.env, ...env } },
  );
  return String(text);
}

function giveSecrets(user: string, component: string, text: string): void {
  writeText(join(stage.base(user, component), 'secrets.yaml'), text);
}

async function secretOf(user: string): Promise<Readonly<Record<string, string>>> {
  const ref = { group: '', version: 'v1', kind: 'Secret', namespace, name: `web-${user}` };
  const data = ((await cluster.get(ref))?.['data'] ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

function assertNowhere(printed: string): void {
  for (const text of [...stage.kept(), printed]) {
    for (const secret of Object.values(plain)) {
      assert.not.ok(text.includes(secret), text);
      assert.not.ok(text.includes(Buffer.from(secret).toString('base64')), text);
    }
  }
}

it('002.11: 002.8: what age encrypted replaces values of the chart, and is in plain in no file and no output', async () => {
  giveSecrets('someuser', 'web', encrypt({ auth: { password: plain.password } }, ['--age', age.recipient]));
  const words = ['helm.install', '-c', 'web', '-u', 'someuser', '--specs', 'auth.password=public,auth.user=kim'];
  const printed = await stage.succeed([...words, '--verbose'], { env: keys });
  const url = `url of ${plain.password}`;
  assert.equal(await secretOf('someuser'), { password: plain.password, user: 'kim', url });
  assert.match(stage.read('someuser', 'web', 'values.yaml'), 'password: public');
  assert.match(stage.read('someuser', 'web', 'secrets.yaml'), 'ENC[AES256_GCM');
  assertNowhere(printed);
});

it('002.11: neither are they in the values that the release records', async () => {
  const { items } = await cluster.list({
    gvk: { group: '', version: 'v1', kind: 'Secret' },
    namespace,
    labelSelector: 'owner=helm,name=web-someuser',
  });
  const { data } = items[0] as unknown as { readonly data: { readonly release: string } };
  const packed = Buffer.from(Buffer.from(data.release, 'base64').toString(), 'base64');
  const { config } = JSON.parse(String(execFileSync('gunzip', ['-c'], { input: packed }))) as {
    readonly config: object;
  };
  assert.equal(config, { auth: { password: 'public', user: 'kim' } });
});

it('002.11: a wrong key: refused with the reason, and all is as it was', async () => {
  const words = ['helm.update', '-c', 'web', '-u', 'someuser', '--specs', 'auth.user=eve'];
  const { code, stderr } = await stage.cloudmgr(words, { env: { SOPS_AGE_KEY_FILE: otherAge.file } });
  assert.is(code, 1);
  assert.match(stderr, 'none of the keys at hand opens it  SECRETS_UNREADABLE');
  assert.is((await secretOf('someuser'))['user'], 'kim');
  assert.is(stage.recorded('someuser', 'web')['helm']?.status, 'COMPLETED');
});

it('002.11: a file that nobody encrypted is refused and not quoted', async () => {
  giveSecrets('careless', 'web', `auth:\n  password: ${plain.password}\n`);
  const { code, stderr } = await stage.cloudmgr(['helm.install', '-c', 'web', '-u', 'careless'], { env: keys });
  assert.is(code, 1);
  assert.match(stderr, 'is not encrypted by sops  SECRETS_UNREADABLE');
  assert.not.match(stderr, plain.password);
  giveSecrets('careless', 'web', '');
});

it('002.11: a template that quotes a secret in its failure does not give it away', async () => {
  const words = ['helm.update', '-c', 'web', '-u', 'someuser', '--specs', 'broken=true'];
  const { code, stdout, stderr } = await stage.cloudmgr(words, { env: keys });
  assert.is(code, 1);
  assert.match(stderr, 'no use for ****');
  assertNowhere(`${stdout}${stderr}`);
});

it('helm.template masks them', async () => {
  const printed = await stage.succeed(['helm.template', '-c', 'web', '-u', 'someuser'], { env: keys });
  assert.match(printed, /password: ["']\*{4}["']/);
  assert.match(printed, 'What this Secret holds is not shown');
  assertNowhere(printed);
  assert.not.match(printed, Buffer.from(`url of ${plain.password}`).toString('base64').slice(12, 30));
});

it('002.11: gpg keys open a file, too', async () => {
  const home = join(stage.folder, 'gnupg');
  execFileSync('mkdir', ['-m', '700', home]);
  const env = { ...process.env, GNUPGHOME: home };
  const quiet = { env, stdio: 'ignore' } as const;
  execFileSync('gpg', ['--batch', '--passphrase', '', '--quick-gen-key', 'cloudmgr', 'default', 'default'], quiet);
  const listed = String(
    execFileSync('gpg', ['--list-keys', '--with-colons'], { env, stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(listed)?.[1] ?? '';
  giveSecrets(
    'gpguser',
    'web',
    encrypt({ auth: { password: plain.password } }, ['--pgp', fingerprint], { GNUPGHOME: home }),
  );
  try {
    await stage.succeed(['helm.install', '-c', 'web', '-u', 'gpguser'], { env: { GNUPGHOME: home } });
    assert.is((await secretOf('gpguser'))['password'], plain.password);
  } finally {
    execFileSync('gpgconf', ['--kill', 'gpg-agent'], quiet);
  }
});

it('002.11: a script has its secrets as variables; what it prints of them is masked', async () => {
  giveSecrets('someuser', 'peek', encrypt({ auth: { password: 'seen-by-script' } }, ['--age', age.recipient]));
  const printed = await stage.succeed(['run', '-c', 'peek', '-u', 'someuser', '--specs', 'wanted=seen-by-script'], {
    env: keys,
  });
  assert.match(printed, /^same$/m);
  assert.match(printed, /^it is \*\*\*\*$/m);
});

it.run();
