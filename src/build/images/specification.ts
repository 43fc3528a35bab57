import { resolve } from 'node:path';
import type { ImageSpec, LayerSpec } from '../../image/index.ts';
import { type Arch, type BuildPlan, imageNamesOf, type RunningBuild, withoutTime } from '../plan/index.ts';
import { type Component, expand } from '../project/index.ts';
import { withoutOutputs } from '../without-outputs.ts';

export interface SpecificationQuestion {
  readonly plan: BuildPlan;
  readonly running: RunningBuild;
  readonly arch: Arch;
  /** The project's folder. */
  readonly folder: string;
  /** Paths that builds write: absolute, as globs. */
  readonly outputs: readonly string[];
  readonly projectName: string;
  readonly nodeVersion: string;
  /** When the commit was made: an image of the same commit is the same image. */
  readonly created: Date;
  /** Where the source lies, without credentials; undefined when git knows no remote. */
  readonly source: string | undefined;
  /** Who builds, for the provenance. */
  readonly builder: string;
}

/** One component for one architecture. @throws CapstanError PROJECT_INVALID for a `${NAME}` that means nothing */
export function specificationOf(question: SpecificationQuestion): ImageSpec {
  const { plan, running, arch, folder, created, source, builder } = question;
  const { component } = running;
  const names = imageNamesOf(plan, running, arch);
  const fill = (text: string) => expand(text, names, component.name);
  const path = (text: string) => resolve(folder, fill(text));
  const isInspected = plan.isDebug && component.debugPort !== undefined;
  const { workdir, sbom, args } = component;
  const command = isInspected ? inspected(component, component.debugPort) : component.command;
  return {
    architecture: arch,
    base: baseOf(fill(component.base), folder),
    ...(component.runtime === 'node' ? { runtime: { node: question.nodeVersion } } : {}),
    layers: component.files.map(({ from, to, ...rest }): LayerSpec => {
      return { name: fill(to), files: [withoutOutputs({ ...rest, from: path(from), to: fill(to) }, question.outputs)] };
    }),
    user: component.user,
    group: component.group,
    ...(workdir === undefined ? {} : { workdir: fill(workdir) }),
    env: mapValues(component.env, fill),
    ports: isInspected ? [...new Set([...component.ports, component.debugPort])] : component.ports,
    volumes: component.volumes,
    ...(command === undefined ? {} : { command: command.map(fill) }),
    ...(args === undefined ? {} : { args: args.map(fill) }),
    labels: { ...ownLabels(question, component), ...mapValues(component.labels, fill) },
    created,
    sbom: {
      name: component.name,
      version: withoutTime(plan.appVersion),
      ...(sbom === undefined ? {} : { documents: [path(sbom)] }),
    },
    provenance: {
      builder,
      ...(source === undefined ? {} : { source: { uri: source, digest: plan.commit } }),
      parameters: { component: component.name, mode: plan.mode, version: plan.version, ...dirtyMark(plan) },
    },
  };
}

/** The folder of an OCI layout is one of the project's. */
function baseOf(base: string, folder: string): string {
  return base.startsWith('./') || base.startsWith('../') ? resolve(folder, base) : base;
}

/** `node` becomes `node --inspect=…`, which a debugger reaches from outside of the pod. */
function inspected({ command = [] }: Component, port: number): readonly string[] {
  const at = command.findIndex((word) => word === 'node' || word.endsWith('/node'));
  return command.toSpliced(at + 1, 0, `--inspect=0.0.0.0:${port}`);
}

function ownLabels({ plan, projectName, source }: SpecificationQuestion, { name }: Component): Record<string, string> {
  const prefix = 'org.opencontainers.image';
  return {
    [`${prefix}.title`]: name,
    [`${prefix}.version`]: withoutTime(plan.appVersion),
    ...(plan.commit === '' ? {} : { [`${prefix}.revision`]: plan.commit }),
    [`${prefix}.vendor`]: projectName,
    ...(source === undefined ? {} : { [`${prefix}.source`]: source }),
  };
}

function dirtyMark({ isDirty }: BuildPlan): Record<string, string> {
  return isDirty ? { dirty: 'true' } : {};
}

function mapValues(map: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
