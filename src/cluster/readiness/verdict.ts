import type { KubeObject } from '../object.ts';

export interface Readiness {
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'Unknown';
  /** For a person, without the object's name: `1 of 2 ready`. */
  readonly message: string;
}

/** `now` in milliseconds since the epoch. */
export type Rule = (object: KubeObject, now: number) => Readiness;

export const current = (message: string): Readiness => ({ status: 'Current', message });
export const inProgress = (message: string): Readiness => ({ status: 'InProgress', message });
export const failed = (message: string): Readiness => ({ status: 'Failed', message });
export const terminating = (message: string): Readiness => ({ status: 'Terminating', message });
