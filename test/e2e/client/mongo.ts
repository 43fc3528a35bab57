import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Document, decode, encode, int32 } from './bson.ts';
import { reach } from './reach.ts';

const opMessage = 2_013;
const headerBytes = 16;
const answerWithinMs = 10_000;

/** Runs commands in MongoDB's protocol (OP_MSG), one at a time, as nobody in particular. */
export class MongoClient implements AsyncDisposable {
  readonly #socket: Socket;
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @param target `HOST:PORT` */
  static async connect(target: string): Promise<MongoClient> {
    const [host = '', port] = target.split(':');
    return new MongoClient(await reach(host, Number(port)));
  }

  /** @throws Error with the server's words when it says no */
  async run(command: Document): Promise<Document> {
    const flagsAndKind = Buffer.alloc(5); // no flags; one section, of the kind 0: a document
    const body = Buffer.concat([flagsAndKind, encode(command)]);
    const header = [headerBytes + body.length, ++this.#lastId, 0, opMessage].map(int32);
    this.#socket.write(Buffer.concat([...header, body]));
    const answer = decode((await this.#read()).subarray(headerBytes + flagsAndKind.length));
    if (answer['ok'] !== 1) throw new Error(String(answer['errmsg']));
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.end();
    await once(this.#socket, 'close');
  }

  async #read(): Promise<Buffer> {
    let bytes = Buffer.alloc(0);
    do {
      const [chunk] = (await once(this.#socket, 'data', { signal: AbortSignal.timeout(answerWithinMs) })) as [Buffer];
      bytes = Buffer.concat([bytes, chunk]);
    } while (bytes.length < 4 || bytes.length < bytes.readInt32LE(0));
    return bytes;
  }
}
