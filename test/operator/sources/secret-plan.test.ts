import { randomBytes } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { planSecret, type SecretAdditions, type SecretWish } from '../../../src/operator/sources/secret-plan.ts';

const it = suite('plan of a generated Secret');

const now = new Date('2026-03-01T12:00:00Z');
const keys = { password: { length: 20, characters: 'alphanumeric' }, token: { length: 8, characters: 'hex' } } as const;
const certificate = { commonName: 'db', dnsNames: ['db'], days: 90 };
const plain: SecretWish = { keys, certificate: undefined, token: undefined };

const plan = (wish: SecretWish, live?: KubeObject, at = now) => planSecret(wish, live, at, randomBytes);

/** What the cluster has once the additions are in. */
function secretOf({ annotations, data }: SecretAdditions, before: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'w-db', annotations },
    data: { ...before, ...data },
  };
}

const whole = (wish: SecretWish) => secretOf(plan(wish) as SecretAdditions);
const changedKeys = (additions: SecretAdditions | undefined) => Object.keys(additions?.data ?? {}).sort();

it('a new one gets every key, and a certificate with its key and authority', () => {
  assert.equal(changedKeys(plan({ ...plain, certificate })), ['ca.crt', 'password', 'tls.crt', 'tls.key', 'token']);
  const { data } = plan(plain) as SecretAdditions;
  assert.match(Buffer.from(data['password'] ?? '', 'base64').toString(), /^[A-Za-z0-9]{20}$/);
});

it('one that has everything is left alone', () => {
  assert.is(plan(plain, whole(plain)), undefined);
  const wish = { ...plain, certificate, token: '1' };
  assert.is(plan(wish, whole(wish)), undefined);
});

it('a key that is missing is added, those that are there stay', () => {
  const live = secretOf({ annotations: {}, data: {} }, { password: 'bXk=', other: 'eA==' });
  assert.equal(changedKeys(plan(plain, live)), ['token']);
});

it('a new word rotates every key, once', () => {
  const live = whole(plain);
  const asked = { ...plain, token: '7' };
  const additions = plan(asked, live) as SecretAdditions;
  assert.equal(changedKeys(additions), ['password', 'token']);
  assert.is.not(additions.data['password'], (live['data'] as Record<string, string>)['password']);
  assert.is(plan(asked, secretOf(additions)), undefined);
});

it('what is made while the word stands there already is not rotated by it', () => {
  const asked = { ...plain, token: '7' };
  assert.is(plan(asked, whole(asked)), undefined);
});

it('a word that is taken back rotates nothing, and comes back unheard', () => {
  const live = whole({ ...plain, token: '7' });
  assert.is(plan(plain, live), undefined);
  assert.is(plan({ ...plain, token: '7' }, live), undefined);
});

it('a certificate is renewed in its last third, and passwords stay', () => {
  const wish = { ...plain, certificate };
  const live = whole(wish);
  assert.is(plan(wish, live, new Date('2026-04-29T00:00:00Z')), undefined);
  assert.equal(changedKeys(plan(wish, live, new Date('2026-05-02T00:00:00Z'))), ['ca.crt', 'tls.crt', 'tls.key']);
});

it('a certificate that somebody put there is left alone, until a rotation is asked for', () => {
  const wish = { ...plain, certificate };
  const { data, metadata } = whole(wish);
  const theirs = { ...(data as Record<string, string>), 'tls.crt': 'dGhlaXJz' };
  const live = secretOf({ annotations: metadata.annotations ?? {}, data: theirs });
  assert.is(plan(wish, live, new Date('2030-01-01T00:00:00Z')), undefined);
  assert.ok(changedKeys(plan({ ...wish, token: 'new' }, live)).includes('tls.crt'));
});

const proxy: SecretWish = {
  ...plain,
  keys: { line: { htpasswd: { user: 'admin', password: 'password' } }, ...keys },
};

/** The data of a Secret as text. */
function textsOf(secret: KubeObject): Record<string, string> {
  const data = secret['data'] as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]));
}

function verifies({ line = '', password = '' }: Record<string, string>): boolean {
  return line.startsWith('admin:') && compareSync(password, line.slice('admin:'.length));
}

it('a line of htpasswd verifies the other key’s text, and is made once', () => {
  const live = whole(proxy);
  assert.ok(verifies(textsOf(live)));
  assert.is(plan(proxy, live), undefined);
});

it('a rotation makes the line anew, for the new text', () => {
  const live = whole(proxy);
  const additions = plan({ ...proxy, token: '7' }, live) as SecretAdditions;
  assert.equal(changedKeys(additions), ['line', 'password', 'token']);
  assert.ok(verifies(textsOf(secretOf(additions))));
});

it('a text that somebody changed, another user and a line that is gone make the line anew, and nothing else', () => {
  const live = whole(proxy);
  const { line: _, ...rest } = live['data'] as Record<string, string>;
  const changed = secretOf({ annotations: {}, data: {} }, { ...(live['data'] as object), password: 'bmV3' });
  const additions = plan(proxy, changed) as SecretAdditions;
  assert.equal(changedKeys(additions), ['line']);
  assert.ok(verifies({ ...textsOf(secretOf(additions)), password: 'new' }));
  assert.equal(changedKeys(plan(proxy, secretOf({ annotations: {}, data: {} }, rest))), ['line']);
  const other = { ...keys, line: { htpasswd: { user: 'root', password: 'password' } } };
  assert.equal(changedKeys(plan({ ...plain, keys: other }, live)), ['line']);
});

it.run();
