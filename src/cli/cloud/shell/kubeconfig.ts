import { findConfig } from '../../../cluster/index.ts';
import { isCapstanError } from '../../../errors/index.ts';
import { standaloneKubeconfig } from '../../../installer/index.ts';
import type { Env } from '../../terminal.ts';

/** A kubeconfig that is nobody else's. */
interface PrivateKubeconfig {
  /** '' where none was found. */
  readonly text: string;
  /** What the shell says of it. */
  readonly source: string | undefined;
}

/**
 * The context in force with certificates and keys in it, as text: whoever writes it to a file of its own can take it along.
 * @param chosen undefined: that of the caller's environment
 */
export function privateKubeconfig(chosen: string | undefined, env: Env): PrivateKubeconfig {
  try {
    const found = findConfig({
      env: env as NodeJS.ProcessEnv,
      ...(chosen === undefined ? {} : { kubeconfig: chosen }),
    });
    return { text: standaloneKubeconfig(found), source: `${found.contextName}${chosen ? ` of ${chosen}` : ''}` };
  } catch (error) {
    // without --kubeconfig a shell is of use without a cluster, too
    if (chosen !== undefined || !isCapstanError(error, 'CONNECTION_CONFIG')) throw error;
    return { text: '', source: undefined };
  }
}
