import { request } from 'undici';
import { CapstanError, messageOf } from '../errors/index.ts';

/** What a web server gives for a URL. @throws CapstanError FILE_UNREADABLE */
export async function fetchText(url: string, signal?: AbortSignal): Promise<string> {
  try {
    const { statusCode, body } = await request(url, { signal: signal ?? null });
    const text = await body.text();
    if (statusCode === 200) return text;
    throw new Error(`the server answered ${statusCode}`);
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `failed to fetch ${url}: ${messageOf(error)}`, {
      place: { file: url },
      cause: error,
    });
  }
}
