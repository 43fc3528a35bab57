import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { Cluster, loadConnection } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import { userAgent } from '../version.ts';
import { pageFolder } from './cloud/page.ts';
import { stopOnSignals } from './stop-signal.ts';
import { hasProgress } from './terminal.ts';
import { Progress } from './up/progress.ts';

const examples = `
The page shows what the kubeconfig's user may see, live: it watches the cluster while somebody looks, and changes nothing. It
is served to this machine alone, to whoever has the address with its token.

Examples:
  capstan ui                      every release of the cluster
  capstan ui -n demo              those of one namespace, for one who may see no other
  capstan ui --port 8484          always at the same port

Exit codes: 0 stopped by a signal, 1 failed.`;

interface UiFlags {
  readonly namespace?: string;
  readonly port: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** `capstan ui`: a page with the releases of a cluster. */
export function uiCommand(): Command {
  return new Command('ui')
    .option('-n, --namespace <namespace>', 'the releases of this namespace alone (default: of all)')
    .option('--port <port>', 'the port to listen on (0: any that is free)', '0')
    .option('--kubeconfig <file>', 'the cluster to look at (default: KUBECONFIG, else ~/.kube/config)')
    .option('--context <name>', 'the context of the kubeconfig')
    .addHelpText('after', examples)
    .action((flags: UiFlags) => serve(flags));
}

async function serve(flags: UiFlags): Promise<void> {
  const port = parsePort(flags.port);
  const { kubeconfig, context, namespace } = flags;
  const connection = loadConnection({
    userAgent: userAgent(),
    env: process.env,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  const signal = stopOnSignals(() => {});
  const folder = await pageFolder(
    new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) }),
    signal,
  );
  const { createReleasesApp, Lookout, startServer } = await import('../server/index.ts');
  const lookout = new Lookout({ connect: () => new Cluster(connection) });
  const token = randomBytes(24).toString('base64url');
  const scope = { lookout, ...(namespace === undefined ? {} : { namespace }) };
  const app = createReleasesApp({ scope, token, pageFolder: folder, signal });
  const server = await startServer({ app, host: '127.0.0.1', port });
  process.stdout.write(`${server.url}/?token=${token}\n`);
  process.stderr.write(`the releases of ${connection.server}; Ctrl-C ends it\n`);
  await untilAborted(signal);
  await server.close();
  await lookout.close();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CapstanError('USAGE', `--port: "${text}" is no port`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
