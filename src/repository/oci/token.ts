import { CapstanError } from '../../errors/index.ts';
import { basicAuthorization, type WebClient, type WebRequest } from '../web.ts';
import type { Challenge } from './challenge.ts';
import type { Credential } from './credentials.ts';

const maxTokenBytes = 128 * 1024;

/**
 * A bearer token for what a challenge asks: Docker's token protocol, with an identity token OAuth 2's. Without a
 * credential it is asked for by nobody in particular, which is enough for what is public.
 * @throws CapstanError REPOSITORY_REFUSED
 */
export async function fetchToken(
  web: WebClient,
  challenge: Challenge,
  credential: Credential | undefined,
  signal?: AbortSignal,
): Promise<string> {
  if (credential?.accessToken) return credential.accessToken;
  const request = credential?.refreshToken
    ? oauthRequest(challenge, credential.refreshToken)
    : tokenRequest(challenge, credential);
  const { status, statusText, body } = await web.send(request, signal);
  if (status !== 200) {
    throw new CapstanError(
      'REPOSITORY_REFUSED',
      `${request.method} "${challenge.realm}": response status code ${status}: ${statusText}`,
      { status, hint: 'log in with helm registry login or docker login, or give --username and --password' },
    );
  }
  const token = readToken(body);
  if (token === undefined) {
    throw new CapstanError('REPOSITORY_INVALID', `GET "${challenge.realm}": empty token returned`);
  }
  return token;
}

function tokenRequest({ realm, service, scope }: Challenge, credential: Credential | undefined): WebRequest {
  const url = new URL(realm);
  if (service !== '') url.searchParams.set('service', service);
  for (const one of scope.split(' ').filter((part) => part !== '')) url.searchParams.append('scope', one);
  const { username, password } = credential ?? {};
  return {
    url: url.toString(),
    method: 'GET',
    maxBytes: maxTokenBytes,
    authorization: username || password ? basicAuthorization(username ?? '', password ?? '') : undefined,
  };
}

function oauthRequest({ realm, service, scope }: Challenge, refreshToken: string): WebRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: 'capstan',
    service,
    ...(scope === '' ? {} : { scope }),
  });
  return {
    url: realm,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    maxBytes: maxTokenBytes,
  };
}

function readToken(body: Buffer): string | undefined {
  try {
    const { token, access_token: accessToken } = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    return [accessToken, token].find((one): one is string => typeof one === 'string' && one !== '');
  } catch {
    return undefined;
  }
}
