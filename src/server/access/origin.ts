import type { Context } from 'hono';
import { CapstanError } from '../../errors/index.ts';

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends cookies along whoever wrote the page that asks: what changes something has to come from our own page.
 * @throws CapstanError ACCESS_DENIED
 */
export function checkOrigin(c: Context, publicUrl: string | undefined, { isNeeded }: { isNeeded: boolean }): void {
  if (safe.has(c.req.method)) return;
  const origin = c.req.header('origin');
  if (origin === undefined && !isNeeded) return; // no browser
  const own = publicUrl === undefined ? (c.req.header('host') ?? new URL(c.req.url).host) : new URL(publicUrl).host;
  if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === own) return;
  throw new CapstanError('ACCESS_DENIED', 'the request does not come from a page of this server');
}
