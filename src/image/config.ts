import type { Base } from './base/index.ts';
import { type Descriptor, mediaTypes } from './descriptor.ts';
import type { Layer } from './layer/index.ts';
import type { ImageSpec } from './spec.ts';

/** The configuration of an image, as the OCI specification has it. */
export interface ImageConfig {
  readonly created?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config?: RunConfig;
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] };
  readonly history?: readonly object[];
}

interface RunConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the specification says over what the base says. */
export function configOf(
  spec: ImageSpec,
  base: Base,
  layers: readonly Layer[],
  labels: Readonly<Record<string, string>>,
): ImageConfig {
  const created = timeOf(spec);
  const below = base.config;
  return {
    created,
    architecture: spec.architecture,
    os: 'linux',
    ...(below?.variant === undefined ? {} : { variant: below.variant }),
    config: runConfigOf(spec, below?.config ?? {}, labels),
    rootfs: { type: 'layers', diff_ids: [...(below?.rootfs.diff_ids ?? []), ...layers.map(({ diffId }) => diffId)] },
    history: [
      ...(below?.history ?? []),
      ...layers.map(({ name }) => ({ created, created_by: 'capstan build', comment: name })),
    ],
  };
}

function runConfigOf(spec: ImageSpec, below: RunConfig, labels: Readonly<Record<string, string>>): RunConfig {
  const { user, group, workdir, command, args, ports = [], volumes = [], stopSignal } = spec;
  const env = new Map((below.Env ?? [`PATH=${defaultPath}`]).map((one) => splitEnv(one)));
  for (const [name, value] of Object.entries(spec.env ?? {})) env.set(name, value);
  const exposed = [...Object.keys(below.ExposedPorts ?? {}), ...ports.map((port) => `${port}/tcp`)];
  const mounted = [...Object.keys(below.Volumes ?? {}), ...volumes];
  // as Docker: words that were meant for another program do not stay
  const words = command
    ? { Entrypoint: command, ...(args ? { Cmd: args } : {}) }
    : { ...pickWords(below), ...(args ? { Cmd: args } : {}) };
  return {
    ...(user === undefined ? pick(below, 'User') : { User: group === undefined ? `${user}` : `${user}:${group}` }),
    ...(exposed.length > 0 ? { ExposedPorts: keysOf(exposed) } : {}),
    Env: [...env].map(([name, value]) => `${name}=${value}`),
    ...words,
    ...(mounted.length > 0 ? { Volumes: keysOf(mounted) } : {}),
    WorkingDir: workdir ?? below.WorkingDir ?? '/',
    Labels: sorted({ ...below.Labels, ...labels }),
    ...(stopSignal === undefined ? pick(below, 'StopSignal') : { StopSignal: stopSignal }),
  };
}

function pickWords(below: RunConfig): Pick<RunConfig, 'Entrypoint' | 'Cmd'> {
  return { ...pick(below, 'Entrypoint'), ...pick(below, 'Cmd') };
}

function pick<K extends keyof RunConfig>(config: RunConfig, key: K): Pick<RunConfig, K> | object {
  return config[key] === undefined || config[key] === null ? {} : { [key]: config[key] };
}

function splitEnv(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function keysOf(names: readonly string[]): Record<string, object> {
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, {}]));
}

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** With whole seconds, as most tools write it. */
export function timeOf({ created = new Date(0) }: Pick<ImageSpec, 'created'>): string {
  return created.toISOString().replace(/\.\d+Z$/, 'Z');
}

export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** The labels that the OCI specification names are said of the manifest, too: there they can be read without the configuration. */
export function manifestOf(
  config: Descriptor,
  layers: readonly Descriptor[],
  labels: Readonly<Record<string, string>>,
): Manifest {
  const known = Object.entries(labels).filter(([name]) => name.startsWith('org.opencontainers.image.'));
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers,
    annotations: sorted(Object.fromEntries(known)),
  };
}
