import { MongoClient } from './mongo.ts';
import { S3Client } from './s3.ts';
import { StanClient } from './stan.ts';

/**
 * The program of the client's image: goes through a Runtime's servers as a version's pods do, by their Services' names, and
 * prints what came back as one line of JSON.
 *
 *   main.ts nats URL CLIENT SUBJECT TEXT    publishes to a channel and waits for the message
 *   main.ts oldest URL CLIENT SUBJECT       the first message that the channel holds
 *   main.ts put URL BUCKET KEY TEXT         an object goes in and comes back; keys from MINIO_ACCESS_KEY, MINIO_SECRET_KEY
 *   main.ts get URL BUCKET KEY              an object comes back
 *   main.ts mongo HOST:PORT DATABASE TEXT   a document goes in and comes back
 */
const [what = '', ...words] = process.argv.slice(2);
try {
  process.stdout.write(`${JSON.stringify(await run(what, words))}\n`);
} catch (error) {
  process.stderr.write(`${what} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(what: string, [target = '', ...rest]: readonly string[]): Promise<unknown> {
  switch (what) {
    case 'nats':
      return publish(target, rest as [string, string, string]);
    case 'oldest':
      return oldest(target, rest as [string, string]);
    case 'put':
      return put(target, rest as [string, string, string]);
    case 'get':
      return s3(target).get(...(rest as [string, string]));
    case 'mongo':
      return store(target, rest as [string, string]);
    default:
      throw new Error('it does not know that word');
  }
}

async function publish(url: string, [name, subject, text]: readonly [string, string, string]) {
  await using client = await StanClient.connect(url, name);
  const messages = await client.subscribe(subject);
  await client.publish(subject, text);
  return await messages.next();
}

async function oldest(url: string, [name, subject]: readonly [string, string]) {
  await using client = await StanClient.connect(url, name);
  const messages = await client.subscribe(subject, { fromTheFirst: true });
  return await messages.next();
}

async function put(url: string, [bucket, key, text]: readonly [string, string, string]) {
  const client = s3(url);
  await client.makeBucket(bucket);
  await client.put(bucket, key, text);
  return client.get(bucket, key);
}

function s3(url: string): S3Client {
  const { MINIO_ACCESS_KEY: accessKey = '', MINIO_SECRET_KEY: secretKey = '' } = process.env;
  return new S3Client(url, { accessKey, secretKey });
}

async function store(target: string, [database, text]: readonly [string, string]) {
  await using client = await MongoClient.connect(target);
  await client.run({ insert: 'notes', documents: [{ text }], $db: database });
  const { cursor } = (await client.run({ find: 'notes', filter: { text }, $db: database })) as {
    cursor: { firstBatch: { text: string }[] };
  };
  return { text: cursor.firstBatch[0]?.text };
}
