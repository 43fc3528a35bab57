import { CapstanError, isAbort } from '../errors/index.ts';

/**
 * What a caller sees of a socket's end: AbortError when it was the caller's wish, CONNECTION_FAILED with the socket's
 * error as the cause otherwise.
 */
export function connectionErrorOf(error: unknown, server: string, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return abortErrorOf(signal);
  if (error instanceof CapstanError) return error;
  const code = socketCodeOf(error);
  return new CapstanError('CONNECTION_FAILED', `no answer from ${server}: ${wordsOf(error, code)}`, {
    cause: error,
    hint: hintOf(code),
  });
}

/** An AbortError whatever the reason of the abort is; the reason is its cause. */
export function abortErrorOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (isAbort(reason)) return reason as Error;
  return Object.assign(new DOMException('the request was aborted', 'AbortError'), { cause: reason });
}

/** True when not a byte of the request can have reached the API server. */
export function isSurelyUnsent(error: CapstanError): boolean {
  return error.code === 'CONNECTION_FAILED' && unsent.has(socketCodeOf(error.cause));
}

/** True when a new connection may do better: anything but a wrong certificate or an answer that never came. */
export function isPassing(error: CapstanError): boolean {
  if (error.code !== 'CONNECTION_FAILED') return false;
  const code = socketCodeOf(error.cause);
  return unsent.has(code) || broken.has(code);
}

const unsent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const broken: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'ECONNABORTED']);

const slow: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Node's and OpenSSL's names for a server certificate that is not accepted. */
const untrusted = /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT_ALTNAME)/;

/** The code of the innermost error that has one: undici and DNS look-ups wrap the socket's own. */
function socketCodeOf(error: unknown): string {
  let code = '';
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    code = (inner as NodeJS.ErrnoException).code ?? code;
  }
  return code;
}

function wordsOf(error: unknown, code: string): string {
  // An AggregateError (one per address of a name) has no message of its own.
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? code : message;
}

function hintOf(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return "check the host name in the kubeconfig's cluster.server";
  if (untrusted.test(code))
    return "the server's certificate is not trusted: check certificate-authority and tls-server-name";
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return 'the server does not speak this TLS: check http and https in cluster.server';
  if (slow.has(code)) return 'the server, or a firewall before it, does not answer in time';
  return 'check that the API server runs and that the kubeconfig names its address';
}
