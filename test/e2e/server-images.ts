import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../src/devcluster/index.ts';
import { buildImage, type ImageSpec, type LayerSpec, type NamedImage } from '../../src/image/index.ts';
import { binary } from '../support/binaries.ts';
import { cacheFolder } from './cache-folder.ts';

/**
 * The servers of a Runtime as images, each a program over nothing. No registry is asked for anything: the programs are built
 * from their Go modules, so their versions are other ones than the chart's, and the names say so. MongoDB's server is in no Go
 * module; what stands in for it is FerretDB, and is called `mongo-stand-in` wherever it is named.
 */
export interface ServerImage {
  readonly repository: string;
  readonly tag: string;
}

const checkout = new URL('../../', import.meta.url).pathname;
const registry = 'e2e.capstan.dev';

export const minio = { repository: `${registry}/minio`, tag: pinned('minio', 'github.com/minio/minio') };
export const natsStreaming = {
  repository: `${registry}/nats-streaming`,
  tag: pinned('nats-streaming', 'github.com/nats-io/nats-streaming-server').replace('v', ''),
};
export const mongoStandIn = {
  repository: `${registry}/mongo-stand-in`,
  tag: `ferretdb-${pinned('mongo-stand-in', 'github.com/FerretDB/FerretDB')}`,
};
export const client = { repository: `${registry}/client`, tag: 'e2e' };

/** Layers by what they are made of. */
export const imageCache = join(cacheFolder, 'images');

/** The images of the servers and of the pods that talk to them. */
export function buildServerImages(): Promise<NamedImage[]> {
  return Promise.all([
    server(minio, 'minio', { command: ['/usr/bin/minio'], ports: [9_000], volumes: ['/data'] }),
    server(natsStreaming, 'nats-streaming-server', {
      command: ['/usr/bin/nats-streaming-server'],
      args: ['-m', '8222'],
      ports: [4_222, 8_222],
    }),
    server(mongoStandIn, 'mongo-stand-in', {
      command: ['/usr/bin/mongo-stand-in'],
      ports: [27_017],
      volumes: ['/data/db'],
    }),
    clientImage(),
  ]);
}

async function server(
  name: ServerImage,
  program: Program,
  spec: Pick<ImageSpec, 'command' | 'args' | 'ports' | 'volumes'>,
): Promise<NamedImage> {
  const from = await binary(program);
  return named(name, { ...spec, layers: [{ name: program, files: [{ from, to: `/usr/bin/${program}` }] }] });
}

/** Node.js and the programs of client/, which start as they are written. */
function clientImage(): Promise<NamedImage> {
  const files: LayerSpec['files'] = [
    { from: join(checkout, 'test/e2e/client'), to: '/opt/client' },
    { data: '{ "type": "module" }\n', to: '/opt/client/package.json' },
  ];
  return named(client, {
    runtime: { node: process.versions.node },
    layers: [{ name: 'client', files }],
    user: 1_001,
    command: ['/usr/local/bin/node', '/opt/client/main.ts'],
  });
}

async function named({ repository, tag }: ServerImage, spec: Omit<ImageSpec, 'architecture'>): Promise<NamedImage> {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const image = await buildImage({ ...spec, architecture }, { cache: imageCache, env: process.env });
  return { name: `${repository}:${tag}`, images: [image] };
}

/** The version of a module that test/control-plane pins. */
function pinned(module: string, dependency: string): string {
  const text = readFileSync(join(checkout, 'test/control-plane', module, 'go.mod'), 'utf8');
  const [, version] = new RegExp(`^\\s*(?:require )?${dependency} (v\\S+)`, 'm').exec(text) ?? [];
  if (version === undefined) throw new Error(`test/control-plane/${module}/go.mod pins no ${dependency}`);
  return version;
}
