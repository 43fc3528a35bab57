import { readFileSync } from 'node:fs';
import type { findConfig } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';

type Found = ReturnType<typeof findConfig>;
type Entry = Readonly<Record<string, unknown>>;

const fileFields = ['certificate-authority', 'client-certificate', 'client-key'] as const;

/**
 * The one context that is meant, as a kubeconfig that stands alone: certificates and keys that it names are in it.
 * A file that a token is read from stays a file, because it is renewed.
 * @throws CapstanError CONNECTION_CONFIG when a file that it names cannot be read
 */
export function standaloneKubeconfig({ config, contextName, context }: Found): string {
  const clusters = config.clusters.filter(({ name }) => name === context.cluster);
  const users = config.users.filter(({ name }) => name === context.user);
  return stringifyYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    contexts: [{ name: contextName, context: plain(context) }],
    clusters: clusters.map(({ name, cluster }) => ({ name, cluster: inlined({ ...cluster }) })),
    users: users.map(({ name, user }) => ({ name, user: inlined({ ...user }) })),
  }).concat('\n');
}

function inlined(entry: Entry): Entry {
  let result = entry;
  for (const field of fileFields) {
    const { [field]: path, ...others } = result;
    if (typeof path !== 'string' || path === '') continue;
    const data = others[`${field}-data`] || read(path).toString('base64');
    result = { ...others, [`${field}-data`]: data };
  }
  return plain(result);
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CapstanError(
      'CONNECTION_CONFIG',
      `the kubeconfig names ${path}, which cannot be read: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Without what is undefined, and as JSON has it. */
function plain(entry: object): Entry {
  return JSON.parse(JSON.stringify(entry)) as Entry;
}
