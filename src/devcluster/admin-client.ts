import { Agent, request } from 'undici';

export interface AdminAnswer {
  readonly status: number;
  readonly body: string;
}

/** The few requests that a control plane needs before anybody else talks to it, as its own user. */
export class AdminClient {
  readonly #agent: Agent;
  readonly #server: string;
  readonly #token: string;

  constructor(options: { server: string; certificateAuthority: string; token: string }) {
    this.#server = options.server;
    this.#token = options.token;
    this.#agent = new Agent({ connect: { ca: options.certificateAuthority, timeout: 2_000 }, headersTimeout: 10_000 });
  }

  async send(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<AdminAnswer> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = await request(`${this.#server}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'user-agent': 'capstan-devcluster',
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
