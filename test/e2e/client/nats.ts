import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { reach } from './reach.ts';

export interface NatsMessage {
  readonly subject: string;
  readonly reply: string;
  readonly data: Buffer;
}

const answerWithinMs = 10_000;

/** A connection in the protocol of NATS: lines, and after MSG as many bytes as it says. */
export class NatsConnection implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #handlers = new Map<string, (message: NatsMessage) => void>();
  #rest = Buffer.alloc(0);
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      while (this.#take());
    });
  }

  /** @param url `nats://HOST:PORT` */
  static async connect(url: string): Promise<NatsConnection> {
    const { hostname, port } = new URL(url);
    const connection = new NatsConnection(await reach(hostname, Number(port)));
    connection.#write('CONNECT {"verbose":false,"pedantic":false,"lang":"capstan","version":"1"}\r\n');
    return connection;
  }

  subscribe(subject: string, handle: (message: NatsMessage) => void): void {
    const id = String(++this.#lastId);
    this.#handlers.set(id, handle);
    this.#write(`SUB ${subject} ${id}\r\n`);
  }

  publish(subject: string, data: Buffer, reply = ''): void {
    this.#write(`PUB ${subject} ${reply === '' ? '' : `${reply} `}${data.length}\r\n`);
    this.#socket.write(data);
    this.#write('\r\n');
  }

  /** @throws Error when nobody answers in ten seconds */
  request(subject: string, data: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nobody answers on ${subject}`)), answerWithinMs);
      const inbox = newInbox();
      this.subscribe(inbox, (message) => {
        clearTimeout(timer);
        resolve(message.data);
      });
      this.publish(subject, data, inbox);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.end();
    await once(this.#socket, 'close');
  }

  #write(text: string): void {
    this.#socket.write(text);
  }

  /** One message of the server's. @returns false when there is not a whole one */
  #take(): boolean {
    const end = this.#rest.indexOf('\r\n');
    if (end < 0) return false;
    const [word, subject = '', id = '', ...more] = this.#rest.subarray(0, end).toString().split(' ');
    let used = end + 2;
    if (word === 'MSG') {
      const length = Number(more.at(-1));
      used += length + 2;
      if (this.#rest.length < used) return false;
      const data = Buffer.from(this.#rest.subarray(end + 2, end + 2 + length));
      this.#handlers.get(id)?.({ subject, reply: more.length > 1 ? (more[0] as string) : '', data });
    } else if (word === 'PING') this.#write('PONG\r\n');
    else if (word === '-ERR') this.#socket.destroy(new Error(this.#rest.subarray(0, end).toString()));
    this.#rest = this.#rest.subarray(used);
    return true;
  }
}

export function newInbox(): string {
  return `_INBOX.${randomBytes(11).toString('hex')}`;
}
