import { request } from 'undici';
import { CapstanError, messageOf } from '../errors/index.ts';

const maxBytes = 20 * 1024 * 1024;
const patienceMs = 60_000;

/** What a web server gives for a URL, 20 MiB at most. @throws CapstanError FILE_UNREADABLE */
export async function fetchText(url: string, signal?: AbortSignal): Promise<string> {
  const limit = AbortSignal.timeout(patienceMs);
  try {
    const { statusCode, body } = await request(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    if (statusCode !== 200) throw new Error(`the server answered ${statusCode}`);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    const shown = withoutSecrets(url);
    throw new CapstanError('FILE_UNREADABLE', `failed to fetch ${shown}: ${messageOf(error)}`, {
      place: { file: shown },
      cause: error,
    });
  }
}

/** Without a user, a password and what stands behind `?`, which may be a token. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
