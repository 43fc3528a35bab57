import { createHash, createHmac } from 'node:crypto';
import { reach } from './reach.ts';

export interface Keys {
  readonly accessKey: string;
  readonly secretKey: string;
}

const region = 'us-east-1';

/** As much of S3 as an object needs to go in and come out, each request signed by AWS Signature Version 4. */
export class S3Client {
  readonly #url: string;
  readonly #keys: Keys;

  /** @param url `http://HOST:PORT` */
  constructor(url: string, keys: Keys) {
    this.#url = url;
    this.#keys = keys;
  }

  async makeBucket(bucket: string): Promise<void> {
    await this.#send('PUT', `/${bucket}`);
  }

  async put(bucket: string, key: string, text: string): Promise<void> {
    await this.#send('PUT', `/${bucket}/${key}`, text);
  }

  async get(bucket: string, key: string): Promise<{ text: string; etag: string | null }> {
    const answer = await this.#send('GET', `/${bucket}/${key}`);
    return { text: await answer.text(), etag: answer.headers.get('etag') };
  }

  /** @throws Error with what the server says when it does not answer 200 */
  async #send(method: string, path: string, body = ''): Promise<Response> {
    const url = new URL(path, this.#url);
    (await reach(url.hostname, Number(url.port))).destroy();
    const headers = sign(method, url, body, this.#keys, new Date());
    const answer = await fetch(url, { method, headers, ...(method === 'PUT' ? { body } : {}) });
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

function sign(method: string, url: URL, body: string, { accessKey, secretKey }: Keys, now: Date) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const headers = { host: url.host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = [method, url.pathname, '', lines.join(''), names, sha256(body)].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n')).toString('hex');
  return {
    'x-amz-content-sha256': headers['x-amz-content-sha256'],
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
