import { CapstanError, type ErrorDetails, messageOf } from '../errors/index.ts';
import { withoutSecrets } from './address.ts';

/** A server could not be reached, or broke off: Go's words, `Get "https://…": what happened`. */
export function unreachable(url: string, error: unknown, method = 'GET'): CapstanError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const details: ErrorDetails = { cause: error, ...hintFor(code, url) };
  const verb = `${method[0]}${method.slice(1).toLowerCase()}`;
  return new CapstanError('REPOSITORY_UNREACHABLE', `${verb} "${withoutSecrets(url)}": ${reasonOf(error)}`, details);
}

function reasonOf(error: unknown): string {
  // Node tries all addresses of a name and tells them one by one
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return errors.length > 0 ? errors.map(goWords).join('; ') : goWords(error);
}

/** What most often happens, as Go says it. */
function goWords(error: unknown): string {
  const { code, address, port, hostname } = error as NodeJS.ErrnoException & Record<string, unknown>;
  if (code === 'ECONNREFUSED') return `dial tcp ${address}:${port}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname}: no such host`;
  return messageOf(error) || String(error);
}

/** Also where nobody asked for HTTP: image registries of this machine are spoken to so unless they have an authority. */
export const hintForTls =
  'it may want TLS: leave --plain-http out, and name its authority with --ca-file or, for images, in certs.d/HOST/ca.crt';

const certificateErrors = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS_CERT)/;

function hintFor(code: string, url: string): { hint?: string } {
  if (certificateErrors.test(code)) {
    return { hint: 'name the authority that signed its certificate with --ca-file' };
  }
  // what comes back is not HTTP
  if (code.startsWith('HPE_') && url.startsWith('http:')) return { hint: hintForTls };
  if (code === 'ENOTFOUND') return { hint: 'check the address' };
  return {};
}

/** An answer that is neither what was asked for nor a redirect. */
export function refused(url: string, status: number, statusText: string): CapstanError {
  const hint = hintForStatus(status);
  const message = `failed to fetch ${withoutSecrets(url)} : ${status} ${statusText}`;
  return new CapstanError(status === 404 ? 'CHART_NOT_FOUND' : 'REPOSITORY_REFUSED', message, {
    status,
    ...(hint === undefined ? {} : { hint }),
  });
}

function hintForStatus(status: number): string | undefined {
  if (status === 401 || status === 403) return 'give --username and --password, or log in with helm registry login';
  return undefined;
}
