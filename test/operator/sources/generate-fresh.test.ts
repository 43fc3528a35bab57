import { X509Certificate } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateFresh } from '../../../src/operator/index.ts';
import { parseWatches } from '../../../src/operator/watches/file.ts';

const it = suite('generated texts without a cluster');

const file = `
- group: shop.io
  version: v1
  kind: Web
  chart: web
  generate:
    - name: auth
      keys:
        password: { length: 9 }
        line: { htpasswd: { user: '{{ .spec.user }}', password: password } }
    - name: tls
      secretName: '{{ .metadata.name }}-cert'
      certificate: { commonName: '{{ .metadata.name }}.io' }
`;
const generate = parseWatches(file, 'watches.yaml', {}, () => {}).flatMap(({ entry }) => entry.generate);
const web = { apiVersion: 'shop.io/v1', kind: 'Web', metadata: { name: 'shop' }, spec: { user: 'ann' } };
const fresh = () => generateFresh(generate, web, { name: 'release' }) as Record<string, Generated>;

interface Generated {
  readonly secretName: string;
  readonly data: Readonly<Record<string, string>>;
}

it('they are what the templates are handed at .Values.generated', () => {
  const { auth, tls } = fresh();
  assert.is(auth?.secretName, 'release-auth');
  assert.match(auth?.data['password'] ?? '', /^[A-Za-z0-9]{9}$/);
  const [user, hash = ''] = (auth?.data['line'] ?? '').split(':');
  assert.equal([user, compareSync(auth?.data['password'] ?? '', hash)], ['ann', true]);
  assert.is(tls?.secretName, 'shop-cert');
  assert.equal(Object.keys(tls?.data ?? {}).sort(), ['ca.crt', 'tls.crt', 'tls.key']);
  assert.is(new X509Certificate(tls?.data['tls.crt'] ?? '').subject, 'CN=shop.io');
});

it('each time they are others', () => {
  assert.is.not(fresh()['auth']?.data['password'], fresh()['auth']?.data['password']);
});

it('a name of a user that no line can have is refused', () => {
  for (const user of ['', 'a:b', 'a b']) {
    assert.throws(
      () => generateFresh(generate, { ...web, spec: { user } }, { name: 'release' }),
      /generated key line: .* is no name of a user/,
    );
  }
});

it.run();
