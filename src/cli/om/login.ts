import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { isTerminal } from '../terminal.ts';
import { CloudApi, servicePath } from './api.ts';
import { type AccessFlags, addAccessFlags, keepSettings, readSettings } from './settings.ts';

const help = `
Examples:
  om cloud login me --apiurl http://127.0.0.1:8080      the key is asked for, and not shown
  om cloud login me < key.txt                           … or read from standard input

Exit codes: 0 done, 1 failed: then nothing is stored.`;

/** `om cloud login`: stores user, key and address, once the server has taken them. */
export function loginCommand(): Command {
  const command = new Command('login')
    .summary('store who one is, and where the cloud manager is')
    .description('Store user, key and address, once the cloud manager has taken them.')
    .argument('[userid]', 'who asks')
    .argument('[apikey]', 'the key; it is asked for when it is not given')
    .addHelpText('after', help);
  return addAccessFlags(command).action(login);
}

async function login(userid: string | undefined, apikey: string | undefined, flags: AccessFlags): Promise<void> {
  const signal = stopOnSignals(() => {});
  const settings = readSettings(flags, process.env);
  const user = userid ?? settings.OMEGA_USERID;
  const url = settings.OMEGA_RESTAPI_URL;
  if (user === undefined) throw new CapstanError('USAGE', 'no user is given', { hint: 'om cloud login USER' });
  if (url === undefined) {
    throw new CapstanError('USAGE', 'no address is given', { hint: 'add --apiurl http://HOST:PORT' });
  }
  const key = apikey ?? flags.apikey ?? (await readKey(user, signal));
  const qualifier = settings.OMEGA_QUALIFIER;
  const api = new CloudApi({ url, user, key, ...(qualifier === undefined ? {} : { qualifier }) });
  await api.get(`${servicePath}/user/${encodeURIComponent(user)}`, signal);
  const path = keepSettings(flags, {
    OMEGA_USERID: user,
    OMEGA_APIKEY: key,
    OMEGA_RESTAPI_URL: url,
    ...(qualifier === undefined ? {} : { OMEGA_QUALIFIER: qualifier }),
  });
  process.stdout.write(`${user} of ${url} is stored in ${path}\nDone.\n`);
}

/** From the terminal without showing it, or the first line of standard input. */
async function readKey(user: string, signal: AbortSignal): Promise<string> {
  const isAsked = isTerminal(process.stdin);
  if (isAsked) process.stderr.write(`key of ${user}: `);
  const lines = createInterface({ input: process.stdin, output: silent(), terminal: isAsked });
  try {
    const line = isAsked ? await lines.question('', { signal }) : await firstLine(lines);
    if (line.trim() === '') throw new CapstanError('USAGE', 'no key is given');
    return line.trim();
  } finally {
    lines.close();
    if (isAsked) process.stderr.write('\n');
  }
}

async function firstLine(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) return line;
  return '';
}

function silent(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
