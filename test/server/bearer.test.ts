import type { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sign } from 'hono/jwt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { bearerReader } from '../../src/server/access/index.ts';

const it = suite('bearer tokens');
const secret = 'a secret that is long enough to be one';
const soon = () => Math.floor(Date.now() / 1_000) + 60;

it('a token that the shared secret signed names its user', async () => {
  const read = bearerReader({ secret });
  assert.is(await read(await sign({ sub: 'someuser', exp: soon() }, secret, 'HS256')), 'someuser');
});

it('the claim that names the user can be another', async () => {
  const read = bearerReader({ secret, userClaim: 'preferred_username' });
  const token = await sign({ sub: 'x', preferred_username: 'someuser', exp: soon() }, secret, 'HS256');
  assert.is(await read(token), 'someuser');
});

for (const [what, claims, options] of [
  ['that has run out', { sub: 'a', exp: 1 }, {}],
  ['that is not valid yet', { sub: 'a', nbf: soon() + 600 }, {}],
  ['of another issuer', { sub: 'a', iss: 'them', exp: soon() }, { issuer: 'us' }],
  ['for somebody else', { sub: 'a', aud: 'them', exp: soon() }, { audience: 'us' }],
  ['that names nobody', { exp: soon() }, {}],
  ['whose user is no text', { sub: 7, exp: soon() }, {}],
] as const) {
  it(`a token ${what} opens nothing`, async () => {
    const token = await sign({ ...claims }, secret, 'HS256');
    assert.is(await bearerReader({ secret, ...options })(token), undefined);
  });
}

it('neither does one of another secret, without a signature, or of no sense', async () => {
  const read = bearerReader({ secret });
  const part = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64url');
  for (const token of [
    await sign({ sub: 'a', exp: soon() }, `${secret}!`, 'HS256'),
    `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: 'a', exp: soon() })}.`,
    'a.b.c',
    '',
  ]) {
    assert.is(await read(token), undefined, token);
  }
});

async function keyServer(): Promise<{
  server: Server;
  url: string;
  asked: () => number;
  keys: webcrypto.CryptoKeyPair;
}> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const jwk = { ...(await crypto.subtle.exportKey('jwk', keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`, asked: () => asked, keys };
}

async function signedBy(keys: webcrypto.CryptoKeyPair, claims: object, kid: string): Promise<string> {
  const jwk = { ...(await crypto.subtle.exportKey('jwk', keys.privateKey)), kid };
  return sign({ ...claims }, jwk as never, 'RS256');
}

it('a key of a JWKS address is asked for once and taken for many tokens', async () => {
  const { server, url, asked, keys } = await keyServer();
  try {
    const read = bearerReader({ jwksUrl: url });
    const token = await signedBy(keys, { sub: 'someuser', exp: soon() }, 'one');
    assert.equal([await read(token), await read(token)], ['someuser', 'someuser']);
    assert.is(asked(), 1);
    assert.is(await read(await signedBy(keys, { sub: 'someuser', exp: soon() }, 'two')), undefined, 'an unknown key');
    assert.is(asked(), 1, 'a token with an unknown key does not make us ask again and again');
  } finally {
    server.close();
  }
});

it('a public key is not taken for a shared secret', async () => {
  const { server, url, keys } = await keyServer();
  try {
    const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey);
    const token = await sign({ sub: 'someuser', exp: soon() }, JSON.stringify(jwk), 'HS256');
    assert.is(await bearerReader({ jwksUrl: url })(token), undefined);
  } finally {
    server.close();
  }
});

it('keys that cannot be had are not the fault of the token', async () => {
  const { server, url, keys } = await keyServer();
  server.close();
  await once(server, 'close');
  const token = await signedBy(keys, { sub: 'someuser', exp: soon() }, 'one');
  const error = await bearerReader({ jwksUrl: url })(token).catch((error: unknown) => error);
  assert.ok(isCapstanError(error, 'TOKEN_KEYS_UNREADABLE'), String(error));
});

it.run();
