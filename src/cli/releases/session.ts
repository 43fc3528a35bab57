import { Cluster, type Connection, loadConnection } from '../../cluster/index.ts';
import { userAgent } from '../../version.ts';
import type { View } from '../../view/index.ts';
import { hasColor, hasProgress, isTerminal } from '../terminal.ts';
import type { ReleaseFlags } from './flags.ts';

/** One command's view of a cluster, and of the terminal it prints to. */
export interface Session extends View {
  readonly color: boolean;
  /** Columns of the terminal; undefined: a file or a pipe, where nothing is cut. */
  readonly width: number | undefined;
  /** Whether a line that rewrites itself is seen as such (on standard error). */
  readonly isLive: boolean;
}

/**
 * Opens the cluster that the flags name, and closes it when `use` is through.
 * @param connect default: a Cluster as it is
 */
export async function withSession<T>(
  flags: ReleaseFlags,
  use: (session: Session) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
  connect: (connection: Connection) => Cluster = (connection) => new Cluster(connection),
): Promise<T> {
  const connection = loadConnection({
    userAgent: userAgent(),
    env: process.env,
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
  });
  const cluster = connect(connection);
  const { stdout, stderr, env } = process;
  try {
    return await use({
      cluster,
      namespace: flags.namespace || cluster.namespace,
      signal,
      color: hasColor(stdout, env),
      width: isTerminal(stdout) ? (stdout.columns ?? 80) : undefined,
      isLive: hasProgress(stderr, env),
    });
  } finally {
    await cluster.close();
  }
}
