import { CapstanError } from '../../errors/index.ts';
import type { Image } from '../image.ts';
import type { Layer } from '../layer/index.ts';
import type { ImageSpec } from '../spec.ts';

/** What is to be built: layers that are packed, and what the image says of itself. */
export interface Recipe {
  readonly spec: ImageSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly layers: readonly Layer[];
  /** Undefined for scratch. */
  readonly base: Image | undefined;
}

/** Archives are unpacked by ADD, with their owners and modes. @throws CapstanError IMAGE_INVALID */
export function dockerfileOf(base: string, { spec, labels, layers }: Recipe): string {
  const { user, group, workdir, env = {}, ports = [], volumes = [], command, args, stopSignal } = spec;
  const lines = [
    `FROM ${base}`,
    ...layers.map((_, at) => `ADD layer-${at}.tar.gz /`),
    ...Object.entries(env).map(([name, value]) => `ENV ${name}=${quote(value)}`),
    ...Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `LABEL ${quote(name)}=${quote(value)}`),
    ...ports.map((port) => `EXPOSE ${port}/tcp`),
    ...(volumes.length > 0 ? [`VOLUME ${JSON.stringify(volumes)}`] : []),
    ...(workdir === undefined ? [] : [`WORKDIR ${workdir}`]),
    ...(user === undefined ? [] : [`USER ${group === undefined ? user : `${user}:${group}`}`]),
    ...(stopSignal === undefined ? [] : [`STOPSIGNAL ${stopSignal}`]),
    ...(command === undefined ? [] : [`ENTRYPOINT ${JSON.stringify(command)}`]),
    ...(args === undefined ? [] : [`CMD ${JSON.stringify(args)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A value may hold `$`, which Dockerfiles replace, and has to stay on its line. */
function quote(text: string): string {
  if (/[\n\r]/.test(text)) {
    throw new CapstanError('IMAGE_INVALID', 'a Dockerfile cannot hold a value of several lines', {
      hint: 'build without --builder',
    });
  }
  return `"${text.replace(/[\\"$]/g, '\\$&')}"`;
}
