import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError, messageOf } from '../../errors/index.ts';

interface ApiAccess {
  /** http://127.0.0.1:8080, with or without a path or a slash at its end. */
  readonly url: string;
  readonly user: string;
  readonly key: string;
  /** Which of several installations behind one address is meant. */
  readonly qualifier?: string;
  /** What sends requests: fetch, or an app within this process. */
  readonly send?: (request: Request) => Promise<Response> | Response;
}

/** What a command looks like; more is in it than is read here. */
export interface CommandState {
  readonly id: number;
  readonly resource_uri: string;
  readonly status: string;
  readonly status_name: string;
  readonly status_message: string;
  readonly deployment: string | null;
}

/** Where what the server keeps is found. */
export const servicePath = '/admin/api/v2/service';

const pollEveryMs = 1_000;
// A server that is restarted meanwhile is no reason to give up.
const patienceMs = 60_000;

/** The REST interface of a cloud manager, as one user. */
export class CloudApi {
  readonly #access: ApiAccess;
  readonly #base: string;

  constructor(access: ApiAccess) {
    if (!URL.canParse(access.url)) throw new CapstanError('USAGE', `${access.url} is no URL`);
    this.#access = access;
    this.#base = access.url.replace(/\/+$/, '');
  }

  /** @throws CapstanError CLOUD_UNREACHABLE, CLOUD_REFUSED */
  async get<T>(path: string, signal: AbortSignal): Promise<T> {
    const answer = await this.#ask('GET', path, undefined, signal);
    return (await answer.json()) as T;
  }

  async getText(path: string, signal: AbortSignal): Promise<string> {
    const answer = await this.#ask('GET', path, undefined, signal, 'text/plain');
    return await answer.text();
  }

  async post<T>(
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<{ readonly body: T; readonly location: string | null }> {
    const answer = await this.#ask('POST', path, body, signal);
    return { body: (await answer.json()) as T, location: answer.headers.get('location') };
  }

  async patch<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const answer = await this.#ask('PATCH', path, body, signal);
    return (await answer.json()) as T;
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    await this.#ask('DELETE', path, undefined, signal);
  }

  /**
   * Asks each second until the command at `location` has ended. `onState` is told each state once.
   * Ends when a number above 1 (PENDING) comes; what it says is the caller's to judge.
   */
  async follow(location: string, onState: (state: CommandState) => void, signal: AbortSignal): Promise<CommandState> {
    let path = pathOf(location);
    let told: string | undefined;
    let lostMs: number | undefined;
    for (;;) {
      try {
        const state = await this.get<CommandState>(path, signal);
        lostMs = undefined;
        if (`${state.status} ${state.status_message}` !== told) onState(state);
        told = `${state.status} ${state.status_message}`;
        if (Number.parseInt(state.status, 10) > 1) return state;
        path = pathOf(state.resource_uri);
      } catch (error) {
        if (!isPassing(error)) throw error;
        lostMs ??= Date.now();
        if (Date.now() - lostMs > patienceMs) throw error;
      }
      await sleep(pollEveryMs, undefined, { signal });
    }
  }

  async #ask(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal,
    accept = 'application/json',
  ): Promise<Response> {
    const { user, key, qualifier, send = fetch } = this.#access;
    const request = new Request(`${this.#base}${path}`, {
      method,
      signal,
      redirect: 'error', // the key is for this server alone
      headers: {
        accept,
        authorization: `ApiKey ${user}:${key}`,
        ...(qualifier === undefined || qualifier === '' ? {} : { qualifier }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    let answer: Response;
    try {
      answer = await send(request);
    } catch (cause) {
      signal.throwIfAborted();
      throw new CapstanError('CLOUD_UNREACHABLE', `${this.#base} does not answer: ${reasonOf(cause)}`, { cause });
    }
    if (!answer.ok) throw await refusal(answer, `${method} ${path}`);
    return answer;
  }
}

/** An absolute address is taken as a path of the server that we know: a proxy may have another name for it. */
function pathOf(location: string): string {
  if (!URL.canParse(location)) return location.startsWith('/') ? location : `/${location}`;
  const { pathname, search } = new URL(location);
  return pathname + search;
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof CapstanError)) return false;
  return (
    error.code === 'CLOUD_UNREACHABLE' ||
    (error.code === 'CLOUD_REFUSED' && [429, 502, 503].includes(error.status ?? 0))
  );
}

/** fetch says "fetch failed", and why only in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return messageOf(cause instanceof AggregateError ? cause.errors[0] : (cause ?? error));
}

async function refusal(answer: Response, what: string): Promise<CapstanError> {
  const { status } = answer;
  const { detail, hint } = (await answer.json().catch(() => ({}))) as { detail?: unknown; hint?: unknown };
  const message = typeof detail === 'string' ? detail : `${what}: the server answers ${status} ${answer.statusText}`;
  return new CapstanError('CLOUD_REFUSED', message, { status, ...(typeof hint === 'string' ? { hint } : {}) });
}
