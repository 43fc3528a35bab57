import { randomUUID } from 'node:crypto';
import { NatsConnection, newInbox } from './nats.ts';
import { decode, encode, type Fields, textOf } from './protobuf.ts';

export interface StanMessage {
  /** Which one of the channel's it is. */
  readonly sequence: number;
  readonly subject: string;
  readonly text: string;
}

/** What a NATS Streaming server is called that was told no name. */
const clusterId = 'test-cluster';
const messageWithinMs = 10_000;
const startAtFirst = 4;

/**
 * A client of NATS Streaming: requests and answers in protocol buffers, sent over NATS. The numbers are those of the fields in
 * the protocol's definition (stan.go, pb/protocol.proto).
 */
export class StanClient implements AsyncDisposable {
  readonly #nats: NatsConnection;
  readonly #name: string;
  readonly #server: Fields;

  private constructor(nats: NatsConnection, name: string, server: Fields) {
    this.#nats = nats;
    this.#name = name;
    this.#server = server;
  }

  static async connect(url: string, name: string): Promise<StanClient> {
    const nats = await NatsConnection.connect(url);
    const heartbeats = newInbox();
    nats.subscribe(heartbeats, ({ reply }) => nats.publish(reply, Buffer.alloc(0)));
    const request = encode({ 1: name, 2: heartbeats });
    const server = decode(await nats.request(`_STAN.discover.${clusterId}`, request));
    throwIf(textOf(server, 5));
    return new StanClient(nats, name, server);
  }

  /** Resolves when the server has stored it. */
  async publish(subject: string, text: string): Promise<void> {
    const message = encode({ 1: this.#name, 2: randomUUID(), 3: subject, 5: text });
    const answer = decode(await this.#nats.request(`${textOf(this.#server, 1)}.${subject}`, message));
    throwIf(textOf(answer, 2));
  }

  /** Each message is acknowledged as it comes. */
  async subscribe(subject: string, { fromTheFirst = false } = {}): Promise<Subscription> {
    const subscription = new Subscription(subject);
    const inbox = newInbox();
    let acknowledgements = '';
    const early: Buffer[] = [];
    const take = (data: Buffer) => {
      const message = decode(data);
      this.#nats.publish(acknowledgements, encode({ 1: subject, 2: Number(message.get(1)) }));
      subscription.take({ sequence: Number(message.get(1)), subject: textOf(message, 2), text: textOf(message, 4) });
    };
    this.#nats.subscribe(inbox, ({ data }) => (acknowledgements === '' ? early.push(data) : take(data)));
    const request = { 1: this.#name, 2: subject, 4: inbox, 5: 16, 6: 30, 10: fromTheFirst ? startAtFirst : 0 };
    const answer = decode(await this.#nats.request(textOf(this.#server, 2), encode(request)));
    throwIf(textOf(answer, 3));
    acknowledgements = textOf(answer, 2);
    for (const data of early) take(data);
    return subscription;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#nats.request(textOf(this.#server, 4), encode({ 1: this.#name }));
    await this.#nats[Symbol.asyncDispose]();
  }
}

/** Messages in the order in which they came. */
export class Subscription {
  readonly #subject: string;
  readonly #messages: StanMessage[] = [];
  #wake: () => void = () => {};

  constructor(subject: string) {
    this.#subject = subject;
  }

  take(message: StanMessage): void {
    this.#messages.push(message);
    this.#wake();
  }

  /** @throws Error when none comes in ten seconds */
  async next(): Promise<StanMessage> {
    if (this.#messages.length === 0) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(() => reject(new Error(`no message on ${this.#subject}`)), messageWithinMs);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
    }
    return this.#messages.shift() as StanMessage;
  }
}

function throwIf(error: string): void {
  if (error !== '') throw new Error(error);
}
