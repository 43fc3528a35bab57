import { isAbort, messageWithPlace } from '../../errors/index.ts';
import { mergeParams, type Params } from '../../params/index.ts';
import type { ComponentKind } from '../components/index.ts';
import { type Deployment, noteRecorded, type Recorded, readDeployment } from './deployment.ts';
import { isRemoval, type Phase } from './phase.ts';

export interface Tracked {
  readonly folder: string;
  readonly base: Pick<Deployment, 'component' | 'user' | 'provider'>;
  readonly kind: ComponentKind;
  readonly phase: Phase;
  /** As it was said. */
  readonly said: string;
  readonly specs: Params;
  readonly service: string | undefined;
  /** A text without what is secret. */
  readonly masked: (text: string) => string;
}

/** What a phase has found out, for the record. */
export type Findings = Pick<Recorded, 'release' | 'outputs'>;

/** Keeps what was found out for the case that it goes wrong from here on. */
export type Note = (findings: Findings) => void;

/**
 * Does something and records how it went: PENDING before it begins, so that what was broken off shows; then COMPLETED, REMOVED
 * or FAILED with the reason. What an earlier phase found out stays known until another says otherwise.
 */
export async function track<T extends Findings>(
  tracked: Tracked,
  early: Findings,
  work: (note: Note) => Promise<T>,
  now: () => Date,
): Promise<T> {
  const { folder, base, kind, phase, said, specs, service, masked } = tracked;
  const before = (await readDeployment(folder))?.[kind];
  const known: Recorded = {
    ...before,
    ...withoutNothing(early),
    ...(service ? { service } : {}),
    phase: said,
    status: 'PENDING',
    updated: now().toISOString(),
  };
  const { reason: _, attempted: __, ...clean } = known;
  await noteRecorded(folder, base, kind, { ...clean, attempted: specs });
  let noted: Findings = {};
  try {
    const findings = await work((found) => {
      noted = found;
    });
    const status = isRemoval(phase) ? 'REMOVED' : 'COMPLETED';
    const { specs: ___, ...withoutSpecs } = clean;
    await noteRecorded(folder, base, kind, {
      ...withoutSpecs,
      ...withoutNothing(findings),
      ...(isRemoval(phase) ? {} : { specs }),
      status,
      updated: now().toISOString(),
    });
    return findings;
  } catch (error) {
    const reason = isAbort(error) ? 'broken off' : masked(messageWithPlace(error));
    const updated = now().toISOString();
    const failed = { ...clean, ...withoutNothing(noted), attempted: specs, status: 'FAILED', reason, updated } as const;
    await noteRecorded(folder, base, kind, failed);
    throw error;
  }
}

/**
 * The parameters that a phase goes by: an install by those that are given, an update and a removal by those of the last
 * phase that went well with the given laid over them. Where none ever went well, those of the attempt. `provider=` says
 * nothing: what is there stays where it is.
 */
export function effectiveSpecs(phase: Phase, given: Params, recorded: Recorded | undefined): Params {
  if (phase === 'install' || recorded === undefined) return given;
  const before = recorded.specs ?? recorded.attempted ?? {};
  const isUnsaid = given['provider'] === '' && before['provider'] !== undefined;
  return mergeParams(before, isUnsaid ? { ...given, provider: before['provider'] as string } : given);
}

function withoutNothing(findings: Findings): Findings {
  return Object.fromEntries(Object.entries(findings).filter(([key, value]) => value !== undefined && isFinding(key)));
}

function isFinding(key: string): boolean {
  return key === 'release' || key === 'outputs';
}
