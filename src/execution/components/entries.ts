import type { CapstanError } from '../../errors/index.ts';

/** Entries of a file. One that is broken keeps nobody from the others: only who asks for it is told. */
export class Entries<T> extends Map<string, T> {
  readonly broken = new Map<string, CapstanError>();

  /** @throws CapstanError COMPONENT_INVALID */
  override get(name: string): T | undefined {
    const error = this.broken.get(name);
    if (error) throw error;
    return super.get(name);
  }
}
