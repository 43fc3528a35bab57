import { stat } from 'node:fs/promises';
import { librariesFolder } from './libraries.ts';
import { type NodeBuild, nodeFolder } from './node.ts';

/** The programs that fetch Node.js, and its libraries if they are wanted, unless the cache has them. */
export async function runtimeTools(build: NodeBuild, withLibraries: boolean, cache: string): Promise<string[]> {
  const hasNode = await isThere(nodeFolder(cache, build));
  // on a system without such packages they cannot be there
  const libraries = withLibraries ? await librariesFolder(cache, build.architecture).catch(() => undefined) : undefined;
  const hasLibraries = !withLibraries || (libraries !== undefined && (await isThere(libraries)));
  return [...(hasNode ? [] : ['npm']), ...(hasLibraries ? [] : ['apt-get', 'dpkg-deb'])];
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined)) !== undefined;
}
