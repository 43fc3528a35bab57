import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseServiceFile, registerPlan, type Store } from '../../workflow/index.ts';
import { installationFolder } from '../profile/installation.ts';
import { ensureUser } from './first-admin.ts';
import type { CloudPlaces } from './places.ts';
import { resolveFile } from './places.ts';

const file = 'services/hello-service.yml';

/** The service hello and somebody who may ask for it. A home without one is offered the one that comes with the program. */
export async function offerSample(store: Store, places: CloudPlaces): Promise<void> {
  const own = join(installationFolder(), 'cloudmgr');
  const path = resolveFile(join(places.home, file), places);
  const text = readText(path) ?? readFileSync(join(own, file), 'utf8');
  for (const entry of parseServiceFile(text, path)) await registerPlan(store, entry, undefined);
  await ensureUser(store, 'someuser', 'user');
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
