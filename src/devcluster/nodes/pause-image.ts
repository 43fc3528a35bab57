import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { buildImage, writeArchive } from '../../image/index.ts';
import { pauseImage } from './settings.ts';

/** An archive with the image of the container that holds a pod's namespaces; made once for a folder. */
export async function pauseArchive(dir: string, program: string, signal?: AbortSignal): Promise<string> {
  const archive = join(dir, 'pause.tar');
  if (existsSync(archive)) return archive;
  const image = await buildImage(
    {
      architecture: arch() === 'arm64' ? 'arm64' : 'amd64',
      layers: [{ name: 'pause', files: [{ from: program, to: '/pause' }] }],
      command: ['/pause'],
      user: 65_535,
    },
    { cache: join(dir, 'pause'), env: {} },
    signal,
  );
  await writeArchive(archive, [{ name: pauseImage, images: [image] }], signal);
  return archive;
}
